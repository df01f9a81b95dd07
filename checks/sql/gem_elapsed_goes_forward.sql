-- An event whose elapsed scaler is less than that of the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The GEM's count of elapsed ticks goes forward.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_ELAPSED_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} ticks from the event before', elapsed_step) as detail
from event_steps
where elapsed_step < 0
