-- A packet that counts, and the group it belongs to: those of one process and time, from a first
-- packet (or what is there) to the next first packet, or to a last one.
-- Grain: packet_id.
with

known as (
    select
        known.scid,
        known.apid,
        known.time_order,
        known.unwrapped_count,
        packets.packet_id,
        packets.ordinal as packet_ordinal,
        packets.file_id,
        packets.offset_bytes,
        packets.length_bytes,
        packets.pad_bytes,
        packets.crc32,
        packets.sequence_flags
    from core.packets as known
    inner join touched_times using (scid, apid, time_order)
    inner join raw.packets as packets on known.packet_id = packets.packet_id
    where known.until_hand_off is null and known.packet_fate = 'current'
),

begun as (
    select
        *,
        coalesce(
            sequence_flags in (1, 3) or lag(sequence_flags) over together in (2, 3), true
        ) as is_start
    from known
    window together as (partition by scid, apid, time_order order by unwrapped_count)
)

select
    * exclude (is_start),
    count_if(is_start) over together as group_number
from begun
window together as (partition by scid, apid, time_order order by unwrapped_count)
