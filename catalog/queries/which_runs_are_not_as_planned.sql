-- Which runs are not as planned
-- Each run whose keys are not plainly those of the plan, with what was found and what was planned.
-- Grain: run_id.
select
    runs.run_id,
    configurations.config_status,
    runs.run_state,
    runs.held_count,
    configurations.is_releasable,
    configurations.config_detail
from core.run_configurations as configurations
inner join core.runs as runs
    on configurations.run_id = runs.run_id and runs.until_hand_off is null
where
    configurations.until_hand_off is null
    and configurations.config_status not in ('ok', 'no_plan')
order by runs.run_id
