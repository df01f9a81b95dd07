-- An event of another compression level than 8; flight software has 8 since 2009-09-17.
-- Grain: run_id, apid, gem_sequence.
-- Title: Events are compressed at level 8 since run r0274886721.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT configuration.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: COMPRESSION_LEVEL.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('level {}', compression_level) as detail
from event_steps
where compression_level <> 8 and run_id > 274886721
