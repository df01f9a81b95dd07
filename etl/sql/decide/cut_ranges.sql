-- A range that this hand-off cuts into chunks: a new stretch, or a standing chunk made again
-- (stale, or joined by a single event); chunk_number is that chunk's. The event_count of a chunk
-- that is only joined is not known here.
-- Grain: run_id, covers_first_gem_sequence.
with

joined as (
    select
        run_id,
        chunk_number,
        min(first_gem_sequence) as first_gem_sequence,
        max(last_gem_sequence) as last_gem_sequence,
        count(*) as event_count
    from single_events
    where chunk_number is not null
    group by all
),

made_again as (
    select
        chunks.run_id,
        chunks.chunk_number,
        chunks.version + 1 as version,
        least(
            chunks.covers_first_gem_sequence, joined.first_gem_sequence
        ) as covers_first_gem_sequence,
        greatest(
            chunks.covers_last_gem_sequence, joined.last_gem_sequence
        ) as covers_last_gem_sequence,
        chunks.stale_event_count + coalesce(joined.event_count, 0) as event_count
    from kept_chunks as chunks
    left join joined using (run_id, chunk_number)
    where chunks.stale_event_count is not null or joined.event_count is not null
),

new_stretches as (
    select
        stretches.run_id,
        null as chunk_number,
        1 as version,
        stretches.first_gem_sequence as covers_first_gem_sequence,
        stretches.last_gem_sequence as covers_last_gem_sequence,
        stretches.event_count
    from releasable_counts as stretches
    left join single_events as singles using (run_id, first_gem_sequence)
    where singles.hole_id is null and singles.chunk_number is null
)

select * from made_again
union all
select * from new_stretches
