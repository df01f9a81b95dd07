-- Ask for packets that no request that stands asks for.
-- Grain: one request a stretch.
insert into ops.packet_requests by name
select
    (select coalesce(max(requests.request_id), 0) from ops.packet_requests as requests)
    + row_number() over (order by scid, apid, first_missing) as request_id,
    scid,
    apid,
    first_missing as first_missing_count,
    last_missing as last_missing_count,
    start_met,
    stop_met,
    $now as requested_at,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as since_hand_off
from unasked
