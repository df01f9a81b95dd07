-- Every event decoded is delivered, withheld by a hole, held with its run, or not current.
-- Grain: ordinal (delivery), run_id.
with

decoded as (
    select
        ordinal,
        run_id,
        datagram_id,
        event_count
    from raw.datagrams
    where coalesce(list_contains($run_ids::bigint[], run_id), true)
),

terms as (
    select
        decoded.ordinal,
        decoded.run_id,
        sum(decoded.event_count)::bigint as decoded,
        coalesce(sum(decided.delivered_count), 0)::bigint as delivered,
        coalesce(sum(decided.withheld_count), 0)::bigint as withheld,
        coalesce(sum(decided.held_count), 0)::bigint as held,
        coalesce(
            sum(decoded.event_count) filter (where decided.datagram_fate <> 'current'), 0
        )::bigint as not_current,
        coalesce(
            sum(decoded.event_count) filter (where decided.datagram_id is null), 0
        )::bigint as waiting
    from decoded
    left join core.datagrams as decided
        on
            decoded.run_id = decided.run_id
            and decoded.datagram_id = decided.datagram_id
            and decided.until_hand_off is null
    group by decoded.ordinal, decoded.run_id
)

select
    *,
    decoded - delivered - withheld - held - not_current - waiting as residual
from terms
order by ordinal, run_id
