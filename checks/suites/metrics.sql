-- The metrics of a run.
-- Grain: run_id.
select metrics.*
from marts.fct_run as metrics
