-- A run that is new, changed or gone between two hand-offs, as it stood at each.
-- Grain: run_id.
with

earlier as (
    select *
    from core.runs
    where since_hand_off <= $before and coalesce(until_hand_off > $before, true)
),

later as (
    select *
    from core.runs
    where since_hand_off <= $after and coalesce(until_hand_off > $after, true)
)

select
    coalesce(earlier.run_id, later.run_id) as run_id,
    case
        when earlier.run_id is null then 'new'
        when later.run_id is null then 'gone'
        else 'changed'
    end as change,
    earlier.run_state as state_before,
    later.run_state as state_after,
    earlier.event_count as events_before,
    later.event_count as events_after,
    earlier.delivered_count as delivered_before,
    later.delivered_count as delivered_after,
    earlier.withheld_count as withheld_before,
    later.withheld_count as withheld_after,
    earlier.held_count as held_before,
    later.held_count as held_after,
    earlier.open_hole_count as open_holes_before,
    later.open_hole_count as open_holes_after,
    earlier.written_off_count as written_off_before,
    later.written_off_count as written_off_after
from earlier
full join later on earlier.run_id = later.run_id
where
    earlier.since_hand_off is distinct from later.since_hand_off
    and coalesce(coalesce(earlier.run_id, later.run_id) = $run_id, true)
order by run_id
