-- Tell what the checks are that are not told yet; what looks at runs and did not is new next time.
-- Grain: the new checks.
insert into ops.checks by name
select
    told.* replace (
        if(done.not_run_reason is null or not done.is_by_run, told.definition, '') as definition
    )
from told_checks as told
inner join done_checks as done on told.check_name = done.check_name
where told.check_name not in (select checks.check_name from ops.checks as checks)
