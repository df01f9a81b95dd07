-- Forget what the checks are that ran, to be told anew, and those that there are no more.
-- Grain: the forgotten checks.
delete from ops.checks
where
    check_name not in (select unnest($check_names::varchar[]))
    or check_name in (
        select done.check_name
        from done_checks as done
        where done.not_run_reason is null
    )
