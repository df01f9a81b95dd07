-- An event since whose predecessor more livetime than time has passed.
-- Grain: run_id, apid, gem_sequence.
-- Title: Between two events there is no more livetime than time.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: EVT_LIVETIME_RATIO.
select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    format('{} ticks of livetime in {}', livetime_step, elapsed_step) as detail
from event_steps
where elapsed_step > 0 and livetime_step > elapsed_step
