-- A packet copy of a touched counter, from the time on from which it is counted anew.
-- Grain: packet_id.
with

known as (
    select
        packets.*,
        known.apid_kind,
        known.time_order,
        coalesce(packets.packet_time_us < 1000000, false) as has_time,
        known.is_out_of_order
    from core.packets as known
    inner join touched_apids as touched using (scid, apid)
    inner join raw.packets as packets on known.packet_id = packets.packet_id
    where
        known.until_hand_off is null
        and known.apid_kind <> 'idle'
        and known.time_order >= touched.start_order
)

select
    *,
    false as is_new
from known
union all by name
select
    *,
    true as is_new
from arrived_packets
where apid_kind <> 'idle'
