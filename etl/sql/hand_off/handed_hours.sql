-- The hours of the runs of a hand-off, and as much around as Level 1 interpolates over.
-- Grain: one row.
select
    min(first_event_met) - $margin_s as start_met,
    max(last_event_met) + $margin_s as stop_met
from core.runs
where
    since_hand_off <= $hand_off
    and (until_hand_off is null or until_hand_off > $hand_off)
    and list_contains($run_ids::bigint[], run_id)
