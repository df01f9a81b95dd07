-- A check, what came of it last, and what it is; of a run or a delivery, those that it offends.
-- Grain: check_name.
with

last_results as (
    select *
    from ops.check_results
    qualify row_number() over (partition by check_name order by outcome_id desc) = 1
),

listed as (
    select
        checks.check_name,
        coalesce(results.check_state, 'did_not_run') as check_state,
        checks.severity,
        coalesce(results.offender_count, 0) as offender_count,
        coalesce(results.examined_count, 0) as examined_count,
        checks.looks_at,
        checks.suite,
        results.checked_at,
        results.not_run_reason,
        checks.title,
        checks.owner,
        checks.runbook,
        checks.told_by,
        checks.stops_publication,
        checks.codes
    from ops.checks as checks
    left join last_results as results on checks.check_name = results.check_name
)

select listed.*
from listed
where
    coalesce(listed.check_state = $state, true)
    and coalesce(listed.checked_at >= $since_at::timestamp, true)
    and coalesce(listed.checked_at < $until_at::timestamp, true)
    and (
        coalesce($run_id, $ordinal) is null
        or listed.check_name in (
            select offenders.check_name
            from ops.check_offenders as offenders
            where
                offenders.gone_at is null
                and coalesce(offenders.run_id = $run_id, true)
                and coalesce(offenders.ordinal = $ordinal, true)
        )
    )
order by listed.suite, listed.check_name
