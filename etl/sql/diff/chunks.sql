-- A chunk that is new, replaced by its next version, or gone between two hand-offs.
-- Grain: run_id, chunk_number.
with

earlier as (
    select *
    from core.chunks
    where since_hand_off <= $before and coalesce(until_hand_off > $before, true)
),

later as (
    select *
    from core.chunks
    where since_hand_off <= $after and coalesce(until_hand_off > $after, true)
)

select
    coalesce(earlier.run_id, later.run_id) as run_id,
    coalesce(earlier.chunk_number, later.chunk_number) as chunk_number,
    case
        when earlier.run_id is null then 'new'
        when later.run_id is null then 'gone'
        else 'replaced'
    end as change,
    earlier.version as version_before,
    later.version as version_after,
    earlier.event_count as events_before,
    later.event_count as events_after,
    earlier.path as path_before,
    later.path as path_after
from earlier
full join later
    on earlier.run_id = later.run_id and earlier.chunk_number = later.chunk_number
where
    earlier.version is distinct from later.version
    and coalesce(coalesce(earlier.run_id, later.run_id) = $run_id, true)
order by
    run_id,
    coalesce(later.covers_first_gem_sequence, earlier.covers_first_gem_sequence),
    chunk_number
