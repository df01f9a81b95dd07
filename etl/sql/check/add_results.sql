-- Record what came of each check; it failed while offenders of it stand, also where not looked.
-- Grain: check_name.
insert into ops.check_results by name
select
    (
        select max(outcomes.outcome_id)
        from ops.outcomes as outcomes
        where outcomes.stage = $stage
    ) as outcome_id,
    done.check_name,
    case
        when done.not_run_reason is not null then 'did_not_run'
        when counts.offender_count > 0 then 'failed'
        when done.examined_count = 0 then 'ran_on_nothing'
        else 'passed'
    end as check_state,
    done.examined_count,
    coalesce(counts.offender_count, 0) as offender_count,
    done.not_run_reason,
    $now as checked_at
from done_checks as done
left join standing_counts as counts on done.check_name = counts.check_name
