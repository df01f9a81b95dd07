-- A delivery and process that have datagrams which no choice of packet copies decodes. What was
-- undecodable is lost no more once other copies of its packets are decoded, or its packets make up
-- no such group any more.
-- Grain: ordinal, scid, apid.
with

refused as (
    select
        planned.*,
        undecodable.reason,
        undecodable.detail
    from raw.undecodable_datagrams as undecodable
    inner join raw.planned_datagrams as planned
        using (ordinal, decode_chunk, place_number)
    semi join core.packet_groups as groups
        on
            planned.scid = groups.scid
            and planned.apid = groups.apid
            and planned.time_order = groups.time_order
            and planned.first_count % 16384 = groups.first_count % 16384
            and planned.last_count % 16384 = groups.last_count % 16384
            and groups.group_state = 'used'
            and groups.until_hand_off is null
),

decoded as (
    select
        planned.scid,
        planned.apid,
        planned.time_order,
        planned.first_count % 16384 as first_count
    from raw.datagram_origins
    inner join raw.planned_datagrams as planned
        using (ordinal, decode_chunk, place_number)
    semi join refused using (scid, apid, time_order)
),

lost as (
    select
        refused.scid,
        refused.apid,
        refused.time_order,
        refused.first_count % 16384 as first_count,
        min(refused.ordinal) as ordinal,
        arg_min(refused.reason, refused.ordinal) as reason,
        arg_min(refused.detail, refused.ordinal) as detail
    from refused
    where (refused.scid, refused.apid, refused.time_order, refused.first_count % 16384) not in (
        select (decoded.scid, decoded.apid, decoded.time_order, decoded.first_count)
        from decoded
    )
    group by all
)

select
    lost.ordinal,
    deliveries.downlink,
    lost.scid,
    lost.apid,
    count(*) as datagram_count,
    arg_min(lost.reason, lost.time_order) as reason,
    arg_min(lost.detail, lost.time_order) as detail,
    arg_min(lost.first_count, lost.time_order) as first_count
from lost
inner join raw.deliveries as deliveries on lost.ordinal = deliveries.ordinal
group by all
order by lost.ordinal, lost.scid, lost.apid
