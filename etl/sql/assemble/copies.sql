-- A packet copy that may stand at a place of a whole group: the one that counts, or one of the same
-- key with other bytes. They are numbered from 0; stride says how many choices the places before
-- it leave.
-- Grain: scid, apid, time_order, group_number, unwrapped_count, choice.
with

used_groups as (
    select *
    from groups
    where group_state = 'used'
),

places as (
    select grouped_packets.*
    from grouped_packets
    semi join used_groups using (scid, apid, time_order, group_number)
),

rivals as (
    select
        current_packet_id,
        packet_id
    from core.packets
    where until_hand_off is null and packet_fate = 'conflict'
),

candidates as (
    select * from places
    union all by name
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
        packets.crc32
    from places
    inner join rivals on places.packet_id = rivals.current_packet_id
    inner join raw.packets as packets on rivals.packet_id = packets.packet_id
),

distinct_copies as (
    select *
    from candidates
    qualify row_number() over (
        partition by scid, apid, time_order, group_number, unwrapped_count, crc32, length_bytes
        order by packet_id
    ) = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by scid, apid, time_order, group_number, unwrapped_count
            order by crc32, length_bytes
        ) - 1 as choice,
        count(*) over (
            partition by scid, apid, time_order, group_number, unwrapped_count
        ) as choice_count
    from distinct_copies
)

select
    *,
    coalesce(product(if(choice = 0, choice_count, 1)) over (
        partition by scid, apid, time_order, group_number
        order by unwrapped_count
        range between unbounded preceding and 1 preceding
    ), 1) as stride,
    product(if(choice = 0, choice_count, 1)) over (
        partition by scid, apid, time_order, group_number
    ) as variant_count
from numbered
