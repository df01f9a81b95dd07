-- A run as it stands, and how many chunks hold what is delivered of it. Events of a chunk whose
-- file is not written yet are not delivered.
-- Grain: run_id.
with

current_chunks as (
    select
        run_id,
        count(path) as chunk_count,
        coalesce(sum(event_count) filter (where path is null), 0)::bigint as unwritten_count
    from core.chunks
    where until_hand_off is null
    group by run_id
)

select
    runs.* exclude (since_hand_off, until_hand_off)
    replace (
        runs.delivered_count - coalesce(current_chunks.unwritten_count, 0) as delivered_count
    ),
    configurations.hardware_key,
    configurations.software_key,
    configurations.config_status,
    configurations.config_detail,
    coalesce(current_chunks.chunk_count, 0) as chunk_count
from core.runs as runs
left join current_chunks on runs.run_id = current_chunks.run_id
left join core.run_configurations as configurations
    on runs.run_id = configurations.run_id and configurations.until_hand_off is null
where
    runs.until_hand_off is null
    and coalesce(runs.run_id = $run_id, true)
    and coalesce(runs.run_state = $state, true)
    and coalesce(runs.last_event_met >= $since_met, true)
    and coalesce(runs.first_event_met < $until_met, true)
    and (
        $ordinal is null
        or runs.run_id in (
            select datagrams.run_id
            from raw.datagrams as datagrams
            where datagrams.ordinal = $ordinal
        )
    )
order by runs.run_id
