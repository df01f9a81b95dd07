-- End the offenders that their check did not find again where it looked.
-- Grain: the ended offenders.
update ops.check_offenders as known
set gone_at = $now
where
    known.gone_at is null
    and known.check_name in (
        select done.check_name
        from done_checks as done
        where
            done.not_run_reason is null
            and (
                not done.is_by_run
                or known.run_id in (select checked.run_id from checked_runs as checked)
            )
    )
    and not exists (
        select 1
        from numbered_offenders as found
        where
            found.check_name = known.check_name
            and found.run_id is not distinct from known.run_id
            and found.ordinal is not distinct from known.ordinal
            and found.offender_number = known.offender_number
            and found.group_count = known.group_count
            and found.offender = known.offender
            and found.detail = known.detail
    )
