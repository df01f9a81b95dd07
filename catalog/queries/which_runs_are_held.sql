-- Which runs are held
-- Each with its reason, the streams it has and should have, and the events that wait.
-- Grain: run_id.
select
    runs.run_id,
    runs.held_reason,
    runs.run_type,
    runs.expected_epus,
    runs.seen_epus,
    runs.held_count,
    hand_offs.opened_at as since_at
from core.runs as runs
inner join ops.hand_offs as hand_offs on runs.since_hand_off = hand_offs.hand_off_number
where runs.until_hand_off is null and runs.run_state = 'held'
order by runs.run_id
