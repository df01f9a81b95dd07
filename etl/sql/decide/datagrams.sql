-- Each copy of a datagram with its fate, and where its events are.
-- Grain: datagram_id.
with

placed as (
    select
        datagram_id,
        sum(event_count) filter (where placement = 'delivered') as delivered_count,
        sum(event_count) filter (where placement = 'withheld') as withheld_count
    from placements
    group by datagram_id
)

select
    fates.datagram_id,
    fates.ordinal,
    fates.run_id,
    fates.apid,
    fates.datagram_sequence,
    fates.datagram_fate,
    fates.current_datagram_id,
    fates.current_since_hand_off,
    fates.event_count::bigint as event_count,
    coalesce(placed.delivered_count, 0)::bigint as delivered_count,
    coalesce(placed.withheld_count, 0)::bigint as withheld_count,
    if(
        fates.datagram_fate = 'current' and run_facts.held_reason is not null,
        fates.event_count
        - coalesce(placed.delivered_count, 0)
        - coalesce(placed.withheld_count, 0),
        0
    )::bigint as held_count
from datagram_fates as fates
left join placed on fates.datagram_id = placed.datagram_id
left join run_facts on fates.run_id = run_facts.run_id
