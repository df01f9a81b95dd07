-- What is missing of the runs that began in a mission week, by kind of hole and what became of it.
-- Grain: mission_week, hole_kind, hole_state.
select
    {{ mission_week('run_id') }}::integer as mission_week,
    hole_kind,
    hole_state,
    count(*) as hole_count,
    count(distinct run_id) as run_count,
    sum(last_datagram - first_datagram + 1)::bigint as datagram_count,
    sum(withheld_count)::bigint as withheld_count,
    sum(before_met - after_met) as duration_s
from {{ ref('stg_holes') }}
group by all
