-- An event of a copy of a datagram, and where it is: delivered in a chunk, decided (put into a
-- chunk whose file is not written yet), withheld by a hole, held with its run, not current
-- (duplicate, conflict, ignored), or received and not decided on.
-- Grain: datagram_id, event_number.
with

copies as (
    select
        datagrams.datagram_id,
        known.datagram_fate
    from raw.datagrams as datagrams
    left join core.datagrams as known
        on
            datagrams.run_id = known.run_id
            and datagrams.datagram_id = known.datagram_id
            and known.until_hand_off is null
    where
        datagrams.run_id = $run_id
        and datagrams.apid = $apid
        and datagrams.datagram_sequence = $datagram_sequence
),

chunks as (
    select
        known.datagram_id,
        chunks.*
    from core.datagrams as known
    inner join core.chunks as chunks
        on
            known.run_id = chunks.run_id
            and known.since_hand_off <= chunks.since_hand_off
            and coalesce(known.until_hand_off > chunks.since_hand_off, true)
    where
        known.run_id = $run_id
        and known.datagram_id in (select copies.datagram_id from copies)
        and known.datagram_fate = 'current'
        and chunks.until_hand_off is null
)

select
    events.datagram_id,
    events.event_number,
    events.gem_sequence,
    events.event_met,
    events.offset_bytes,
    events.length_bytes,
    case
        when copies.datagram_fate is null then 'received'
        when copies.datagram_fate <> 'current' then copies.datagram_fate
        when chunks.path is not null then 'delivered'
        when chunks.chunk_number is not null then 'decided'
        when withheld.hole_id is not null then 'withheld'
        when runs.held_reason is not null then 'held'
        else 'received'
    end as event_state,
    chunks.chunk_number,
    chunks.version,
    chunks.downlink,
    chunks.path,
    withheld.hole_id
from copies
inner join raw.events as events on copies.datagram_id = events.datagram_id
left join chunks
    on
        copies.datagram_id = chunks.datagram_id
        and copies.datagram_fate = 'current'
        and events.gem_sequence
        between chunks.covers_first_gem_sequence and chunks.covers_last_gem_sequence
left join core.withheld_ranges as withheld
    on
        withheld.run_id = $run_id
        and withheld.until_hand_off is null
        and copies.datagram_fate = 'current'
        and events.gem_sequence
        between withheld.first_gem_sequence and withheld.last_gem_sequence
left join core.runs as runs on runs.run_id = $run_id and runs.until_hand_off is null
where events.run_id = $run_id
order by events.datagram_id, events.event_number
