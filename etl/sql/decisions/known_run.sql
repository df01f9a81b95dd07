-- How many streams a run has now.
-- Grain: at most one row.
select runs.seen_epus
from core.runs as runs
where runs.run_id = $run_id and runs.until_hand_off is null
