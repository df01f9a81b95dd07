-- A stretch of time between two runs in which no event is known.
-- Grain: start_met.
with

runs as (
    select
        run_id,
        min(first_event_met) as first_event_met,
        max(last_event_met) as last_event_met
    from {{ ref('fct_run_day') }}
    group by run_id
),

neighboured as (
    select
        max(last_event_met) over earlier as start_met,
        first_event_met as stop_met
    from runs
    window earlier as (
        order by first_event_met, run_id
        rows between unbounded preceding and 1 preceding
    )
)

select *
from neighboured
where stop_met > start_met
