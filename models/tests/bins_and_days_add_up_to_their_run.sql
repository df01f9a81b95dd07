-- A run whose bins or days do not have the events, seconds and triggers that it has.
-- Grain: run_id.
with

bins as (
    select
        run_id,
        sum(event_count) as event_count,
        sum(livetime_s) as livetime_s,
        sum(sent_count) as sent_count,
        sum(gamma_passed_count) as gamma_passed_count
    from {{ ref('fct_rates_15s') }}
    group by run_id
),

days as (
    select
        run_id,
        sum(event_count) as event_count,
        sum(livetime_s) as livetime_s,
        sum(sent_count) as sent_count,
        sum(gamma_passed_count) as gamma_passed_count
    from {{ ref('fct_run_day') }}
    group by run_id
)

select
    runs.run_id,
    runs.event_count,
    bins.event_count as events_of_bins,
    days.event_count as events_of_days
from {{ ref('fct_run') }} as runs
full join bins on runs.run_id = bins.run_id
full join days on runs.run_id = days.run_id
where
    runs.datagram_count > 0
    and (
        runs.event_count is distinct from bins.event_count
        or bins.event_count is distinct from days.event_count
        or bins.gamma_passed_count is distinct from days.gamma_passed_count
        or coalesce(abs(bins.livetime_s - days.livetime_s) > 1e-3, true)
        or coalesce(abs(bins.sent_count - days.sent_count) > 1e-3, true)
        or coalesce(abs(runs.livetime_s - days.livetime_s) > 1e-3, true)
    )
