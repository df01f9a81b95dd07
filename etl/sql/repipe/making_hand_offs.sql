-- A hand-off that made a chunk or the FITS file of a run that held as of a delivery.
-- Grain: hand_off_number.
with

last_hand_off as (
    select coalesce(max(hand_offs.hand_off_number), 0) as hand_off_number
    from ops.hand_offs as hand_offs
    where coalesce(hand_offs.ordinal <= $as_of, true)
),

chunk_makers as (
    select distinct chunks.since_hand_off as hand_off_number
    from core.chunks as chunks
    cross join last_hand_off
    where
        chunks.run_id = $run_id
        and chunks.path is not null
        and chunks.since_hand_off <= last_hand_off.hand_off_number
        and (
            chunks.until_hand_off is null
            or chunks.until_hand_off > last_hand_off.hand_off_number
        )
),

fits_maker as (
    select max(versions.hand_off_number) as hand_off_number
    from catalog.versions as versions
    inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
    cross join last_hand_off
    where
        datasets.dataset_group = 'MERGED'
        and versions.run_id = $run_id
        and versions.hand_off_number <= last_hand_off.hand_off_number
        and exists (select 1 from chunk_makers)
)

select
    hand_offs.hand_off_number,
    hand_offs.ordinal,
    hand_offs.downlink,
    hand_offs.brought_by,
    hand_offs.opened_at,
    chunk_makers.hand_off_number is not null as has_chunks,
    fits_maker.hand_off_number is not null as has_fits
from ops.hand_offs as hand_offs
left join chunk_makers on hand_offs.hand_off_number = chunk_makers.hand_off_number
left join fits_maker on hand_offs.hand_off_number = fits_maker.hand_off_number
where chunk_makers.hand_off_number is not null or fits_maker.hand_off_number is not null
order by hand_offs.hand_off_number
