-- Where the record of each event of the run's chunks to write lies, in delivered order.
-- Grain: event.
with

contents as (
    select
        datagrams.datagram_id,
        datagrams.file_id,
        datagrams.datagram_sequence,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence
    from core.chunks as chunks
    inner join core.datagrams as known
        on
            chunks.run_id = known.run_id
            and known.datagram_fate = 'current'
            and known.since_hand_off <= $hand_off
            and (known.until_hand_off is null or known.until_hand_off > $hand_off)
    inner join raw.datagrams as datagrams
        on
            known.run_id = datagrams.run_id
            and known.datagram_id = datagrams.datagram_id
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
    where
        chunks.run_id = $run_id
        and chunks.since_hand_off = $hand_off
        and (chunks.path is null or $again)
)

select
    contents.file_id,
    events.offset_bytes,
    events.length_bytes,
    events.timetone_s
from contents
inner join raw.events as events on contents.datagram_id = events.datagram_id
where
    events.run_id = $run_id
    and events.gem_sequence
    between contents.covers_first_gem_sequence and contents.covers_last_gem_sequence
order by
    events.gem_sequence,
    events.apid,
    contents.datagram_sequence,
    events.event_number
