-- A copy of a packet, in a group of which some packet came with different bytes. Copies of the same
-- bytes are one choice; 0 is the copy that counts, then the smallest CRC. Where a file has a packet
-- more than once, the first ones are one sending, the second ones another.
-- Grain: packet_id.
with

disputed_groups as (
    select groups.*
    from groups
    where
        groups.group_state = 'used'
        and (groups.scid, groups.apid, groups.time_order, groups.group_number) in (
            select
                places.scid,
                places.apid,
                places.time_order,
                places.group_number
            from grouped_packets as places
            inner join core.packets as rivals on places.packet_id = rivals.current_packet_id
            where rivals.until_hand_off is null and rivals.packet_fate = 'conflict'
        )
),

places as (
    select grouped_packets.*
    from grouped_packets
    semi join disputed_groups using (scid, apid, time_order, group_number)
)

select
    places.scid,
    places.apid,
    places.time_order,
    places.group_number,
    places.unwrapped_count,
    places.sequence_flags,
    packets.packet_id,
    packets.ordinal as packet_ordinal,
    packets.file_id,
    packets.offset_bytes,
    packets.length_bytes,
    packets.pad_bytes,
    packets.crc32,
    dense_rank() over (
        partition by places.packet_id
        order by
            packets.crc32 <> places.crc32 or packets.length_bytes <> places.length_bytes,
            packets.crc32,
            packets.length_bytes
    ) - 1 as choice,
    row_number() over (
        partition by places.packet_id, packets.file_id
        order by packets.packet_id
    ) as sending_number
from places
inner join core.packets as known on places.packet_id = known.current_packet_id
inner join raw.packets as packets on known.packet_id = packets.packet_id
where known.until_hand_off is null and known.packet_fate <> 'ignored'
