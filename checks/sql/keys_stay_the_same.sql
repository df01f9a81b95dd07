-- An event with another hardware or software key than the event before it.
-- Grain: run_id, apid, gem_sequence.
-- Title: The hardware and software keys do not change from event to event of a run.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT configuration.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('hardware key {}, software key {} from here on', hardware_key, software_key) as detail
from event_steps
where is_configuration_changed
