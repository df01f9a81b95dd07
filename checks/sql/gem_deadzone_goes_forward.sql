-- An event whose deadzone scaler is less than that of the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The GEM's count of deadzone triggers goes forward.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_DEADZONE_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} triggers from the event before', deadzone_step) as detail
from event_steps
where deadzone_step < 0
