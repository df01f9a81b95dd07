-- What did we ask the MOC for
-- Every request to send data again, the newest first, and what became of the hole it was for.
-- Grain: request_id.
with

states as (
    select
        hole_id,
        max_by(hole_state, since_hand_off) as hole_state
    from core.holes
    group by hole_id
)

select
    requests.request_id,
    requests.requested_at,
    requests.run_id,
    requests.apid,
    requests.first_datagram,
    requests.last_datagram,
    requests.start_met,
    requests.stop_met,
    states.hole_state
from ops.requests as requests
left join states on requests.hole_id = states.hole_id
order by requests.request_id desc
