-- An event less than 530 ticks after the one before it, but for the first and the sweep.
-- Grain: run_id, apid, gem_sequence.
-- Title: The readout of an event takes 530 ticks.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_ELAPSED_UNPHYSICAL.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} ticks from the event before', elapsed_step) as detail
from event_steps
where elapsed_step between 0 and 529 and not is_sweep and step_number > 2
