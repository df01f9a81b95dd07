-- A mission week, Thursday 00:00 UTC to Thursday, a second longer where it ends with a leap second.
-- Grain: mission_week.
select
    weeks.mission_week,
    (date '2008-05-29' + (7 * weeks.mission_week)::integer)::timestamp as start_at,
    {{ utc_to_met("(date '2008-05-29' + (7 * weeks.mission_week)::integer)::timestamp") }}
        as start_met,
    {{ utc_to_met("(date '2008-05-29' + (7 * weeks.mission_week + 7)::integer)::timestamp") }}
        as stop_met
from (select unnest(range(0, 1500))::integer as mission_week) as weeks
