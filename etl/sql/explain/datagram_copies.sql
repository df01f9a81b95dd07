-- A copy of a datagram as received: in which file of which delivery, where, and what became of it.
-- Its events in a chunk whose file is not written yet are decided, not delivered.
-- Grain: datagram_id.
with

unwritten as (
    select
        events.datagram_id,
        count(*) as event_count
    from core.chunks as chunks
    inner join raw.datagrams as datagrams
        on
            chunks.run_id = datagrams.run_id
            and datagrams.apid = $apid
            and datagrams.datagram_sequence = $datagram_sequence
    inner join raw.events as events
        on
            datagrams.run_id = events.run_id
            and datagrams.datagram_id = events.datagram_id
            and events.gem_sequence
            between chunks.covers_first_gem_sequence and chunks.covers_last_gem_sequence
    where
        chunks.run_id = $run_id
        and chunks.until_hand_off is null
        and chunks.path is null
    group by events.datagram_id
)

select
    copies.datagram_id,
    coalesce(known.datagram_fate, 'received') as datagram_fate,
    known.current_datagram_id,
    copies.event_count,
    coalesce(known.delivered_count - decided.event_count, known.delivered_count, 0)
        as delivered_count,
    coalesce(decided.event_count, 0) as decided_count,
    coalesce(known.withheld_count, 0) as withheld_count,
    coalesce(known.held_count, 0) as held_count,
    copies.first_gem_sequence,
    copies.last_gem_sequence,
    copies.first_event_met,
    copies.last_event_met,
    copies.open_action,
    copies.close_action,
    files.file_name,
    copies.offset_bytes,
    copies.record_bytes,
    files.sha256 as file_sha256,
    copies.ordinal,
    deliveries.downlink,
    deliveries.received_at,
    deliveries.source_name
from raw.datagrams as copies
inner join raw.files as files on copies.file_id = files.file_id
inner join raw.deliveries as deliveries on copies.ordinal = deliveries.ordinal
left join core.datagrams as known
    on
        copies.run_id = known.run_id
        and copies.datagram_id = known.datagram_id
        and known.until_hand_off is null
left join unwritten as decided
    on
        known.datagram_id = decided.datagram_id
        and known.datagram_fate = 'current'
where
    copies.run_id = $run_id
    and copies.apid = $apid
    and copies.datagram_sequence = $datagram_sequence
order by copies.datagram_id
