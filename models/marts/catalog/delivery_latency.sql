-- How long the data of a delivery took: from the spacecraft to us, and from us to Level 1.
-- Grain: ordinal.
with

ages as (
    select
        datagrams.ordinal,
        epoch(deliveries.received_at) - datagrams.packet_unix_s as age_s
    from {{ source('raw', 'datagrams') }} as datagrams
    inner join {{ source('raw', 'deliveries') }} as deliveries
        on datagrams.ordinal = deliveries.ordinal
),

percentiles as (
    select
        ordinal,
        count(*) as datagram_count,
        quantile_cont(age_s, 0.5) as received_p50_s,
        quantile_cont(age_s, 0.9) as received_p90_s,
        max(age_s) as received_longest_s
    from ages
    group by ordinal
)

select
    percentiles.ordinal,
    hand_offs.downlink,
    deliveries.received_at,
    hand_offs.handed_off_at,
    percentiles.datagram_count,
    percentiles.received_p50_s,
    percentiles.received_p90_s,
    percentiles.received_longest_s,
    epoch(hand_offs.handed_off_at - deliveries.received_at) as delivered_s
from percentiles
inner join {{ source('raw', 'deliveries') }} as deliveries
    on percentiles.ordinal = deliveries.ordinal
left join {{ ref('stg_hand_offs') }} as hand_offs
    on percentiles.ordinal = hand_offs.ordinal and hand_offs.brought_by = 'delivery'
