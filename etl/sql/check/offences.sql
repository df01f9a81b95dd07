-- What stands against some checks: their first offenders, or why they did not run.
-- Grain: check_name, offender, detail.
with

last_results as (
    select *
    from ops.check_results
    where check_name in (select unnest($check_names::varchar[]))
    qualify row_number() over (partition by check_name order by outcome_id desc) = 1
),

first_offenders as (
    select *
    from ops.check_offenders
    where gone_at is null
    qualify
        row_number() over (
            partition by check_name
            order by run_id, ordinal, offender_number
        ) <= 10
)

select
    results.check_name,
    results.check_state,
    offenders.offender,
    coalesce(offenders.detail, results.not_run_reason) as detail
from last_results as results
left join first_offenders as offenders on results.check_name = offenders.check_name
where results.check_state in ('failed', 'did_not_run')
order by
    results.check_name,
    offenders.run_id,
    offenders.ordinal,
    offenders.offender_number
