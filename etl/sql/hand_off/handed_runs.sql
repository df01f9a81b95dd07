-- A run that a hand-off changed, with what it newly delivered and what it holds back.
-- Grain: run_id.
select
    runs.run_id,
    runs.run_type,
    runs.run_state,
    runs.event_count,
    runs.delivered_count - coalesce(before.delivered_count, 0) as newly_delivered_count,
    runs.withheld_count + runs.held_count as held_back_count,
    runs.first_event_met,
    runs.last_event_met,
    runs.moot_key,
    runs.moot_alias
from core.runs as runs
left join core.runs as before
    on runs.run_id = before.run_id and before.until_hand_off = $hand_off
where
    runs.since_hand_off = $hand_off
    or runs.run_id in (
        select chunks.run_id from core.chunks as chunks where chunks.since_hand_off = $hand_off
    )
order by runs.run_id
