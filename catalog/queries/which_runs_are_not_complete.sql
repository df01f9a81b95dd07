-- Which runs are not complete, and why
-- A run that waits for data or for an operator, or that went out with a loss.
-- Grain: run_id.
with

open_holes as (
    select
        run_id,
        string_agg(
            hole_kind || ' hole of APID ' || coalesce(apid::varchar, '?') || ' at datagram '
            || coalesce(first_datagram::varchar, '?'),
            '; '
            order by apid, first_datagram
        ) as holes
    from core.holes
    where until_hand_off is null and hole_state = 'open'
    group by run_id
)

select
    runs.run_id,
    runs.run_state,
    coalesce(
        'held: ' || runs.held_reason,
        'waits for ' || open_holes.holes,
        runs.written_off_count || ' holes written off'
    ) as why,
    runs.event_count,
    runs.withheld_count,
    runs.held_count
from core.runs as runs
left join open_holes on runs.run_id = open_holes.run_id
where runs.until_hand_off is null and runs.run_state <> 'complete'
order by runs.run_id
