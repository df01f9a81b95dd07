-- Every datagram that was put together from packets is decoded, or undecodable with a reason, or
-- waits to be decoded.
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

pending as (
    select distinct hand_offs.ordinal
    from ops.hand_offs as hand_offs
    where
        hand_offs.hand_off_number not in (
            select outcomes.hand_off_number
            from ops.outcomes as outcomes
            where
                outcomes.stage = 'decode'
                and outcomes.is_success
                and outcomes.hand_off_number is not null
        )
),

judged as (
    select
        placed.*,
        not (placed.is_decoded or placed.is_refused)
        and placed.ordinal in (select pending.ordinal from pending) as is_waiting
    from placed
)

select
    ordinal,
    count(*) as assembled,
    count_if(is_decoded) as decoded,
    count_if(is_refused) as undecodable,
    count_if(is_waiting) as waiting,
    count(*) - count_if(is_decoded) - count_if(is_refused) - count_if(is_waiting) as residual
from judged
group by ordinal
order by ordinal
