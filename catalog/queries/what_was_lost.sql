-- What was lost
-- The holes that were written off: data that never came, and the time it would have covered.
-- Grain: hole_id.
select
    holes.hole_id,
    holes.run_id,
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    holes.last_datagram,
    holes.after_met,
    holes.before_met - holes.after_met as duration_s,
    holes.changed_at,
    decisions.decided_by,
    decisions.why
from core.holes as holes
left join ops.decisions as decisions on holes.decision_id = decisions.decision_id
where holes.until_hand_off is null and holes.hole_state = 'written_off'
order by holes.hole_id
