-- Every datagram that was put together from packets is decoded, or undecodable with a reason; it
-- waits until its delivery was decoded.
-- Grain: ordinal (delivery).
with

placed as (
    select
        planned.ordinal,
        origins.datagram_id is not null as is_decoded,
        refused.reason is not null as is_refused
    from raw.planned_datagrams as planned
    left join raw.datagram_origins as origins using (ordinal, decode_chunk, place_number)
    left join raw.undecodable_datagrams as refused
        using (ordinal, decode_chunk, place_number)
    where coalesce(planned.ordinal = $ordinal, true)
),

decoded as (
    select distinct hand_offs.ordinal
    from ops.hand_offs as hand_offs
    inner join ops.outcomes as outcomes using (hand_off_number)
    where
        outcomes.stage = 'decode'
        and outcomes.is_success
        and hand_offs.brought_by = 'delivery'
)

select
    placed.ordinal,
    count(*) as assembled,
    count_if(placed.is_decoded) as decoded,
    count_if(placed.is_refused) as undecodable,
    count_if(decoded.ordinal is null) as waiting,
    count(*)
    - count_if(placed.is_decoded)
    - count_if(placed.is_refused)
    - count_if(decoded.ordinal is null) as residual
from placed
left join decoded on placed.ordinal = decoded.ordinal
group by placed.ordinal
order by placed.ordinal
