-- Where packets came with different bytes, every choice of copies is a variant of their group (the
-- first 64 of them), and this is a copy that it takes. Choices are numbered from 0 at each place;
-- stride says how many of them the places before leave.
-- Grain: scid, apid, time_order, group_number, variant, unwrapped_count.
with

rivals as (
    select
        current_packet_id,
        packet_id
    from core.packets
    where until_hand_off is null and packet_fate = 'conflict'
),

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
            inner join rivals on places.packet_id = rivals.current_packet_id
        )
),

places as (
    select grouped_packets.*
    from grouped_packets
    semi join disputed_groups using (scid, apid, time_order, group_number)
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
),

varied as (
    select
        *,
        least(coalesce(product(if(choice = 0, choice_count, 1)) over (
            partition by scid, apid, time_order, group_number
            order by unwrapped_count
            range between unbounded preceding and 1 preceding
        ), 1), 64)::bigint as stride,
        unnest(range(least(product(if(choice = 0, choice_count, 1)) over (
            partition by scid, apid, time_order, group_number
        ), 64)::bigint)) as variant
    from numbered
)

select varied.* exclude (choice, choice_count, stride)
from varied
where (variant // stride) % choice_count = choice
