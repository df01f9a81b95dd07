-- An event with another LATC master key than the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The LATC master key does not change within a run.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT configuration.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: LATC_KEY_CHANGE.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('LATC master key {} from here on', latc_master_key) as detail
from event_steps
where is_key_changed
