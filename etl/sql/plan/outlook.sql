-- How many known runs a plan has a line about.
-- Grain: one row.
select count(distinct runs.run_id) as run_count
from core.runs as runs
inner join raw.planned_runs as planned
    on
        planned.plan_number = $plan_number
        and runs.run_id >= planned.start_met
        and runs.run_id < planned.stop_met
where runs.until_hand_off is null
