-- Where the seconds of a UTC day went: silence of the SAA, other stops, gaps, dead time, livetime.
-- Grain: day.
with

runs as (
    select
        run_id,
        min(first_event_met) as first_event_met,
        max(last_event_met) as last_event_met
    from {{ ref('fct_run_day') }}
    group by run_id
),

edges as (
    select
        min(first_event_met) as start_met,
        max(last_event_met) as stop_met
    from runs
),

days as (
    select
        day,
        {{ utc_to_met('day') }} as start_met,
        {{ utc_to_met('(day + 1)') }} as stop_met
    from (
        select
            unnest(range(
                {{ met_to_utc('start_met') }}::date,
                {{ met_to_utc('stop_met') }}::date + 1,
                interval 1 day
            ))::date as day
        from edges
    ) as known
),

limits as (
    select warn_low as saa_least_s
    from {{ ref('metric_limits') }}
    where metric = 'saa_silence_s'
),

stops as (
    select
        days.day,
        sum(
            least(silences.stop_met, days.stop_met) - greatest(silences.start_met, days.start_met)
        ) filter (where silences.stop_met - silences.start_met >= limits.saa_least_s) as saa_s,
        sum(
            least(silences.stop_met, days.stop_met) - greatest(silences.start_met, days.start_met)
        ) filter (where silences.stop_met - silences.start_met < limits.saa_least_s) as stopped_s
    from days
    cross join limits
    inner join {{ ref('stg_silences') }} as silences
        on days.stop_met > silences.start_met and days.start_met < silences.stop_met
    group by days.day
),

counted as (
    select
        day,
        count(*) as run_count,
        sum(elapsed_s) as elapsed_s,
        sum(livetime_s) as livetime_s,
        sum(gap_s) as gap_s,
        sum(gap_livetime_s) as gap_livetime_s
    from {{ ref('fct_run_day') }}
    group by day
),

accounts as (
    select
        days.day,
        coalesce(counted.run_count, 0) as run_count,
        least(days.stop_met, edges.stop_met) - greatest(days.start_met, edges.start_met) as wall_s,
        coalesce(stops.saa_s, 0) as saa_s,
        coalesce(stops.stopped_s, 0) as stopped_s,
        coalesce(counted.gap_s, 0) as gap_s,
        coalesce(
            counted.elapsed_s - counted.gap_s - (counted.livetime_s - counted.gap_livetime_s), 0
        ) as dead_s,
        coalesce(counted.livetime_s - counted.gap_livetime_s, 0) as livetime_s
    from days
    cross join edges
    left join stops on days.day = stops.day
    left join counted on days.day = counted.day
)

select
    *,
    wall_s - (saa_s + stopped_s + gap_s + dead_s + livetime_s) as residual_s
from accounts
