-- The decisions of this hand-off that may change holes of a run, in words: those about its streams,
-- to ignore a delivery that brought some of it, and to undo such a one or a write-off. A hold
-- changes no hole; a write-off is told by the hole itself.
-- Grain: run_id.
with

spoken as (
    select
        decisions.decision_id,
        decisions.run_id,
        decisions.downlink,
        coalesce(undone.action, decisions.action) as action
    from ops.decisions as decisions
    left join ops.decisions as undone on decisions.undoes_decision_id = undone.decision_id
    where
        decisions.hand_off_number = $hand_off
        and (undone.action is not null or decisions.action <> 'write-off')
),

ignored as (
    select
        spoken.decision_id,
        deliveries.ordinal
    from spoken
    inner join raw.deliveries as deliveries on spoken.downlink = deliveries.downlink
    where spoken.action = 'ignore'
),

about as (
    select
        spoken.decision_id,
        spoken.run_id
    from spoken
    where spoken.action in ('write-off', 'force', 'accept')
    union
    select
        ignored.decision_id,
        datagrams.run_id
    from ignored
    inner join raw.datagrams as datagrams on ignored.ordinal = datagrams.ordinal
    union
    select
        ignored.decision_id,
        datagrams.run_id
    from ignored
    inner join raw.datagram_deliveries as brought on ignored.ordinal = brought.packet_ordinal
    inner join raw.datagram_origins as origins
        on
            brought.ordinal = origins.ordinal
            and brought.decode_chunk = origins.decode_chunk
            and brought.place_number = origins.place_number
    inner join raw.datagrams as datagrams on origins.datagram_id = datagrams.datagram_id
)

select
    run_id,
    if(count(*) = 1, 'decision ', 'decisions ')
    || string_agg(decision_id::varchar, ', ' order by decision_id) as deciders
from about
group by run_id
