-- A chunk that this hand-off makes. The first piece of a chunk made again keeps its number and is
-- its next version; every other piece is a chunk of its own.
-- Grain: run_id, chunk_number.
with

last_numbers as (
    select
        run_id,
        max(chunk_number) as chunk_number
    from core.chunks
    where run_id in (select touched.run_id from touched)
    group by run_id
),

cut as (
    select
        pieces.*,
        if(pieces.piece_number = 1, ranges.chunk_number, null) as kept_number,
        if(pieces.piece_number = 1, ranges.version, 1) as version,
        if(
            pieces.piece_number = 1,
            pieces.covers_first_gem_sequence,
            pieces.first_gem_sequence
        ) as starts_at,
        coalesce(
            lead(pieces.first_gem_sequence) over neighbours - 1,
            ranges.covers_last_gem_sequence
        ) as ends_at
    from pieces
    inner join cut_ranges as ranges using (run_id, covers_first_gem_sequence)
    window neighbours as (
        partition by pieces.run_id, pieces.covers_first_gem_sequence
        order by pieces.piece_number
    )
)

select
    cut.run_id,
    coalesce(
        cut.kept_number,
        coalesce(last_numbers.chunk_number, 0)
        + row_number() over (
            partition by cut.run_id, cut.kept_number is null order by cut.starts_at
        )
    )::integer as chunk_number,
    cut.version::integer as version,
    cut.starts_at as covers_first_gem_sequence,
    cut.ends_at as covers_last_gem_sequence,
    cut.first_gem_sequence,
    cut.last_gem_sequence,
    cut.first_event_met,
    cut.last_event_met,
    cut.event_count
from cut
left join last_numbers on cut.run_id = last_numbers.run_id
