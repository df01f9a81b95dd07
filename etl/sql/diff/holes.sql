-- A hole that opened, or whose state is another, between two hand-offs. One that opened and closed
-- between them has no state before.
-- Grain: hole_id.
with

earlier as (
    select *
    from core.holes
    where since_hand_off <= $before and coalesce(until_hand_off > $before, true)
),

later as (
    select *
    from core.holes
    where since_hand_off <= $after and coalesce(until_hand_off > $after, true)
)

select
    later.run_id,
    later.hole_id,
    case
        when later.hole_state <> 'open' then later.hole_state
        when earlier.hole_id is null then 'opened'
        else 'reopened'
    end as change,
    later.apid,
    later.hole_kind,
    later.first_datagram,
    if(
        later.last_datagram < later.first_datagram, null, later.last_datagram
    ) as last_datagram,
    earlier.hole_state as state_before,
    later.hole_state as state_after,
    earlier.withheld_count as withheld_before,
    later.withheld_count as withheld_after,
    later.changed_by
from later
left join earlier on later.hole_id = earlier.hole_id
where
    earlier.hole_state is distinct from later.hole_state
    and coalesce(later.run_id = $run_id, true)
order by later.run_id, later.apid, later.first_datagram, later.hole_id
