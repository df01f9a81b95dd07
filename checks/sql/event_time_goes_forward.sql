-- An event whose time is before that of the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The time of events goes forward in the order of the GEM.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: EVT_TIMESTAMP_BACKWARDS, FT1_TIME_BACKWARDS, MERIT_TIME_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{:.6f} s from the event before', met_step) as detail
from event_steps
where met_step < 0
