-- Begin the offenders that do not stand yet.
-- Grain: the new offenders.
insert into ops.check_offenders by name
select
    found.*,
    $now as found_at
from numbered_offenders as found
where
    not exists (
        select 1
        from ops.check_offenders as known
        where
            known.gone_at is null
            and found.check_name = known.check_name
            and found.run_id is not distinct from known.run_id
            and found.ordinal is not distinct from known.ordinal
            and found.offender_number = known.offender_number
    )
