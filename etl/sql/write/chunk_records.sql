-- Where the record of each event of the run's chunks to write lies, in delivered order.
-- Grain: event.
select
    datagrams.file_id,
    events.offset_bytes,
    events.length_bytes,
    events.timetone_s
from core.chunks as chunks
inner join raw.events as events
    on
        chunks.run_id = events.run_id
        and chunks.covers_first_gem_sequence <= events.gem_sequence
        and chunks.covers_last_gem_sequence >= events.gem_sequence
inner join core.datagrams as known
    on
        events.run_id = known.run_id
        and events.datagram_id = known.datagram_id
        and known.datagram_fate = 'current'
        and known.since_hand_off <= $hand_off
        and (known.until_hand_off is null or known.until_hand_off > $hand_off)
inner join raw.datagrams as datagrams
    on known.run_id = datagrams.run_id and known.datagram_id = datagrams.datagram_id
where
    chunks.run_id = $run_id
    and events.run_id = $run_id
    and chunks.since_hand_off = $hand_off
    and chunks.path is null
order by
    events.gem_sequence,
    events.apid,
    datagrams.datagram_sequence,
    events.event_number
