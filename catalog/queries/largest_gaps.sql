-- Largest gaps
-- The stretches of time in which data of a stream is missing for now or for good, longest first.
-- $limit = 20: how many to show
-- Grain: hole_id.
select
    holes.run_id,
    holes.apid,
    holes.hole_state,
    holes.after_met,
    holes.before_met,
    holes.before_met - holes.after_met as duration_s,
    holes.last_datagram - holes.first_datagram + 1 as datagram_count,
    holes.hole_id
from core.holes as holes
where holes.until_hand_off is null and holes.hole_state in ('open', 'written_off')
order by duration_s desc nulls last, holes.hole_id
limit $limit
