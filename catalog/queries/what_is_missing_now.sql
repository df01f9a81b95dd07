-- What is missing now
-- Every hole that data may still fill, the oldest first, with the events that wait for it.
-- Grain: hole_id.
select
    holes.hole_id,
    holes.run_id,
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    holes.last_datagram,
    holes.after_met,
    holes.before_met,
    holes.withheld_count,
    holes.first_seen_at,
    requests.requested_at
from core.holes as holes
left join ops.requests as requests
    on holes.hole_id = requests.hole_id and requests.until_hand_off is null
where holes.until_hand_off is null and holes.hole_state = 'open'
order by holes.first_seen_at, holes.run_id, holes.apid, holes.first_datagram
