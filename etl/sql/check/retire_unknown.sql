-- End the offenders of checks that there are no more.
-- Grain: the ended offenders.
update ops.check_offenders
set gone_at = $now
where
    gone_at is null
    and check_name not in (select checks.check_name from ops.checks as checks)
