-- A check that is to be told by an alert of its own, with what the alert says.
-- Grain: check_name.
with

standing as (
    select
        *,
        row_number() over (
            partition by check_name
            order by run_id, ordinal, offender_number
        ) as place
    from ops.check_offenders
    where gone_at is null
),

first_ones as (
    select
        check_name,
        count(distinct run_id) as run_count,
        any_value(run_id) as run_id,
        string_agg(
            offender || ': ' || detail, '; ' order by run_id, ordinal, offender_number
        ) filter (where place <= $shown) as shown
    from standing
    group by check_name
)

select
    checks.check_name,
    checks.title,
    checks.severity,
    checks.owner,
    checks.runbook,
    counts.offender_count,
    first_ones.shown,
    if(first_ones.run_count = 1, first_ones.run_id, null) as run_id
from ops.checks as checks
inner join standing_counts as counts on checks.check_name = counts.check_name
inner join first_ones on checks.check_name = first_ones.check_name
where checks.told_by is null
order by checks.check_name
