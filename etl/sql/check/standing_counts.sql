-- How many offenders of a check stand.
-- Grain: check_name.
select
    check_name,
    sum(group_count)::bigint as offender_count
from ops.check_offenders
where gone_at is null and offender_number = 1
group by check_name
