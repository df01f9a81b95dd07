-- A stream of a run that is done, whose first datagram is not opened by a start.
-- Grain: run_id, apid.
-- Title: The first datagram of a run begins by a start.
-- Looks at: streams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: hole.
-- Stops publication: no.
-- Told by: hole.
-- Codes: FIRST_DATAGRAM_OPENING.
select
    streams.run_id,
    streams.apid,
    streams.first_datagram as datagram_sequence,
    format('opened by {}', streams.open_action) as detail
from core.streams as streams
inner join core.runs as runs on streams.run_id = runs.run_id
where
    streams.until_hand_off is null
    and runs.until_hand_off is null
    and runs.run_state in ('complete', 'incomplete')
    and streams.open_action <> 'start'
