-- An event with the GEM sequence of the event before it, but for the sweep at the end of a run.
-- Grain: run_id, apid, gem_sequence.
-- Title: A GEM sequence comes once in a run.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_SEQUENCE_BACKWARDS, FT1_EVENTS_BACKWARDS, MERIT_EVENTS_BACKWARDS.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('GEM sequence {} comes again', gem_sequence) as detail
from event_steps
where gem_step = 0 and not is_sweep
