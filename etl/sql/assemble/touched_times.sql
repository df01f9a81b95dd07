-- A process and a time of which this hand-off changed a packet of events.
-- Grain: scid, apid, time_order.
select distinct
    packets.scid,
    packets.apid,
    packets.time_order
from core.packets as packets
where
    packets.apid_kind in ('lpa', 'lci')
    and (packets.since_hand_off = $hand_off or packets.until_hand_off = $hand_off)
