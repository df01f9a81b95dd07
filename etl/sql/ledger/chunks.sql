-- What the current chunks of a run hold is what its datagrams say was delivered.
-- A held run is left out: its chunks stay as they were while its datagrams may change.
-- Grain: run_id.
with

chunk_counts as (
    select
        run_id,
        sum(event_count)::bigint as in_chunks
    from core.chunks
    where
        until_hand_off is null
        and coalesce(list_contains($run_ids::bigint[], run_id), true)
    group by run_id
)

select
    runs.run_id,
    runs.delivered_count as delivered,
    coalesce(chunk_counts.in_chunks, 0) as in_chunks,
    runs.delivered_count - coalesce(chunk_counts.in_chunks, 0) as residual
from core.runs as runs
left join chunk_counts on runs.run_id = chunk_counts.run_id
where
    runs.until_hand_off is null
    and runs.run_state <> 'held'
    and coalesce(list_contains($run_ids::bigint[], runs.run_id), true)
order by runs.run_id
