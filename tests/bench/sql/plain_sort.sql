-- The same rows by the same key, and nothing else.
-- Grain: event.
select
    events.datagram_id,
    events.offset_bytes,
    events.length_bytes,
    events.timetone_s
from raw.events as events
where events.run_id = $run_id
order by
    events.gem_sequence,
    events.apid,
    events.datagram_id,
    events.event_number
