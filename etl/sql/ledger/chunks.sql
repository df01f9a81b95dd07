-- What the current chunks of a run hold is what its datagrams say was delivered, and in a held run,
-- whose chunks stay as they were, what counted when they were made and counts no more. Those
-- of a chunk whose file is not written yet are waiting.
-- Grain: run_id.
with

runs as (
    select runs.*
    from core.runs as runs
    where
        runs.until_hand_off is null
        and coalesce(list_contains($run_ids::bigint[], runs.run_id), true)
),

chunks as (
    select chunks.*
    from core.chunks as chunks
    where chunks.until_hand_off is null
),

chunk_counts as (
    select
        run_id,
        sum(event_count)::bigint as in_chunks,
        coalesce(sum(event_count) filter (where path is null), 0)::bigint as waiting
    from chunks
    group by run_id
),

passed_over as (
    select
        events.run_id,
        count(*) as event_count
    from runs
    inner join chunks on runs.run_id = chunks.run_id
    inner join core.datagrams as counted
        on
            chunks.run_id = counted.run_id
            and counted.datagram_fate = 'current'
            and chunks.since_hand_off >= counted.since_hand_off
            and chunks.since_hand_off < counted.until_hand_off
    inner join core.datagrams as known
        on
            counted.run_id = known.run_id
            and counted.datagram_id = known.datagram_id
            and known.until_hand_off is null
            and known.datagram_fate <> 'current'
    inner join raw.events as events
        on
            counted.run_id = events.run_id
            and counted.datagram_id = events.datagram_id
            and events.gem_sequence
            between chunks.covers_first_gem_sequence and chunks.covers_last_gem_sequence
    where runs.run_state = 'held'
    group by events.run_id
)

select
    runs.run_id,
    coalesce(chunk_counts.in_chunks, 0) as in_chunks,
    runs.delivered_count - coalesce(chunk_counts.waiting, 0) as delivered,
    coalesce(chunk_counts.waiting, 0) as waiting,
    coalesce(passed_over.event_count, 0) as passed_over,
    coalesce(chunk_counts.in_chunks, 0)
    - runs.delivered_count
    - coalesce(passed_over.event_count, 0) as residual
from runs
left join chunk_counts on runs.run_id = chunk_counts.run_id
left join passed_over on runs.run_id = passed_over.run_id
order by runs.run_id
