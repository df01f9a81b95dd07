-- A run that a hand-off changed, as it stands then, with what that newly delivered (nothing, where
-- some is ignored now) and what is held back.
-- Grain: run_id.
with

handed as (
    select run_id
    from core.runs
    where since_hand_off = $hand_off
    union
    select run_id
    from core.chunks
    where since_hand_off = $hand_off
)

select
    runs.run_id,
    runs.run_type,
    runs.run_state,
    runs.event_count,
    greatest(
        runs.delivered_count - coalesce(before.delivered_count, 0), 0
    ) as newly_delivered_count,
    runs.withheld_count + runs.held_count as held_back_count,
    runs.first_event_met,
    runs.last_event_met,
    runs.moot_key,
    runs.moot_alias
from core.runs as runs
inner join handed on runs.run_id = handed.run_id
left join core.runs as before
    on
        runs.run_id = before.run_id
        and before.since_hand_off < $hand_off
        and (before.until_hand_off is null or before.until_hand_off >= $hand_off)
where
    runs.since_hand_off <= $hand_off
    and (runs.until_hand_off is null or runs.until_hand_off > $hand_off)
order by runs.run_id
