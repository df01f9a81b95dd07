-- An event whose last time tone but one is before that of the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The second of the previous time tone goes forward.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GPS_PREVIOUS_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} s from the event before', previous_timetone_step) as detail
from event_steps
where previous_timetone_step < 0
