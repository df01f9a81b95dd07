-- A run that is known, or was.
-- Grain: run_id.
select distinct runs.run_id
from core.runs as runs
order by runs.run_id
