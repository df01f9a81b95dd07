-- How many checks came to each state in the last attempt of a stage.
-- Grain: check_state.
select
    results.check_state,
    count(*) as check_count
from ops.check_results as results
where
    results.outcome_id = (
        select max(outcomes.outcome_id)
        from ops.outcomes as outcomes
        where outcomes.stage = $stage
    )
group by results.check_state
order by results.check_state
