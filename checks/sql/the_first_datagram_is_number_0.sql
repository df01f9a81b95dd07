-- A stream of a run that is done, whose first datagram is opened by a start and is not number 0.
-- Grain: run_id, apid.
-- Title: The first datagram of a run is number 0.
-- Looks at: streams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: FIRST_DATAGRAM_ID.
select
    streams.run_id,
    streams.apid,
    streams.first_datagram as datagram_sequence,
    format('the first is number {}', streams.first_datagram) as detail
from core.streams as streams
inner join core.runs as runs on streams.run_id = runs.run_id
where
    streams.until_hand_off is null
    and runs.until_hand_off is null
    and runs.run_state in ('complete', 'incomplete')
    and streams.open_action = 'start'
    and streams.first_datagram <> 0
