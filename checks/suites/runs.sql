-- A run as it stands.
-- Grain: run_id.
select runs.*
from core.runs as runs
where runs.until_hand_off is null
