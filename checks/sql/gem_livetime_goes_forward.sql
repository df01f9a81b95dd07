-- An event whose livetime scaler is less than that of the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The GEM's count of livetime ticks goes forward.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_LIVETIME_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} ticks from the event before', livetime_step) as detail
from event_steps
where livetime_step < 0
