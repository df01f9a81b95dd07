-- Ask for datagrams that no request that stands asks for.
-- Grain: one request a stretch.
insert into ops.requests by name
select
    (select coalesce(max(requests.request_id), 0) from ops.requests as requests)
    + row_number() over (order by run_id, apid, first_missing) as request_id,
    range_id as hole_id,
    run_id,
    apid,
    if(apid is null, null, first_missing) as first_datagram,
    nullif(last_missing, $endless) as last_datagram,
    start_met,
    stop_met,
    $now as requested_at,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as since_hand_off
from unasked
