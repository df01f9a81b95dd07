-- A mission week that does not end where the next begins, is of no right length, or no Thursday.
-- Grain: mission_week.
with

neighboured as (
    select
        *,
        lead(start_met) over (order by mission_week) as next_start_met,
        stop_met - start_met as length_s
    from {{ ref('mission_weeks') }}
)

select *
from neighboured
where
    stop_met <> next_start_met
    or length_s <> 604800 + (mission_week in (30, 213, 369, 448))::integer
    or dayofweek(start_at) <> 4
