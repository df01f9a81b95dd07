-- A gap of packets that may be asked for again; none lies in time to come, a packet behind it came.
-- Grain: range_id.
select
    row_number() over (order by scid, apid, first_missing_count) as range_id,
    scid,
    apid,
    first_missing_count as first_missing,
    last_missing_count as last_missing,
    after_met as start_met,
    before_met as stop_met
from core.packet_gaps
where until_hand_off is null and gap_kind = 'loss'
