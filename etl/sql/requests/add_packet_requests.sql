-- Ask for each gap of packets that no standing request asks for. What is left of a gap that was
-- closed in part is asked for already.
-- Grain: one request a gap.
insert into ops.packet_requests by name
select
    (select coalesce(max(requests.request_id), 0) from ops.packet_requests as requests)
    + row_number() over (order by gaps.scid, gaps.apid, gaps.first_missing_count) as request_id,
    gaps.scid,
    gaps.apid,
    gaps.first_missing_count,
    gaps.last_missing_count,
    gaps.after_met as start_met,
    gaps.before_met as stop_met,
    $now as requested_at,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as since_hand_off
from core.packet_gaps as gaps
where
    gaps.until_hand_off is null
    and gaps.gap_kind = 'loss'
    and not exists (
        select 1
        from ops.packet_requests as requests
        where
            requests.until_hand_off is null
            and requests.scid = gaps.scid
            and requests.apid = gaps.apid
            and requests.first_missing_count <= gaps.first_missing_count
            and requests.last_missing_count >= gaps.last_missing_count
    )
