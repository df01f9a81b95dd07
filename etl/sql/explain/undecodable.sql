-- Datagrams of an APID that came and could not be decoded, nor any other copy of them, and whose
-- packets are of a time that a hole spans; the packets of a datagram leave within a minute of it.
-- Grain: ordinal, scid, reason, detail.
with

refused as (
    select
        planned.*,
        undecodable.reason,
        undecodable.detail,
        (planned.time_order >> 32)::bigint
        + (planned.time_order & 4294967295)::bigint / 1e6 as packet_met
    from raw.undecodable_datagrams as undecodable
    inner join raw.planned_datagrams as planned using (ordinal, decode_chunk, place_number)
),

decoded as (
    select
        planned.scid,
        planned.apid,
        planned.time_order,
        planned.first_count
    from raw.datagram_origins
    inner join raw.planned_datagrams as planned using (ordinal, decode_chunk, place_number)
)

select
    refused.ordinal,
    deliveries.downlink,
    refused.reason,
    refused.detail,
    count(*) as datagram_count
from refused
inner join raw.deliveries as deliveries on refused.ordinal = deliveries.ordinal
anti join decoded using (scid, apid, time_order, first_count)
where
    refused.apid = $apid
    and refused.packet_met >= coalesce($after_met, $run_id)
    and coalesce(refused.packet_met <= $before_met + 60, true)
group by all
order by refused.ordinal, refused.reason
