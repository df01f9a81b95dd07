-- What came last of each of some checks.
-- Grain: check_name.
select
    results.*,
    checks.suite,
    checks.severity,
    checks.owner,
    checks.runbook,
    checks.title
from ops.check_results as results
inner join ops.checks as checks on results.check_name = checks.check_name
where results.check_name in (select unnest($check_names::varchar[]))
qualify row_number() over (partition by results.check_name order by results.outcome_id desc) = 1
order by results.check_name
