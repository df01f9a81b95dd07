-- A group that no packet can make whole: none is missing in it nor next to it, or it is one packet
-- without a time, which nothing tells the rest of. Such a packet's id is its time in order.
-- Grain: scid, apid, first_count.
with

known as (
    select *
    from core.packet_groups
    where until_hand_off is null
),

incomplete as (
    select *
    from known
    where group_state <> 'used'
)

select
    incomplete.scid,
    incomplete.apid,
    incomplete.first_count
from incomplete
inner join known as before
    on
        incomplete.scid = before.scid
        and incomplete.apid = before.apid
        and incomplete.first_count = before.last_count + 1
inner join known as behind
    on
        incomplete.scid = behind.scid
        and incomplete.apid = behind.apid
        and incomplete.last_count = behind.first_count - 1
where incomplete.packet_count = incomplete.last_count - incomplete.first_count + 1
union
select
    incomplete.scid,
    incomplete.apid,
    incomplete.first_count
from incomplete
inner join raw.packets as packets
    on
        try_cast(incomplete.time_order as bigint) = packets.packet_id
        and incomplete.scid = packets.scid
        and incomplete.apid = packets.apid
where packets.packet_time_s is null
