-- A stream of a run that is done, whose last datagram no stop, abort or pause closed.
-- Grain: run_id, apid.
-- Title: The last datagram of a run ends by a stop, an abort or a pause.
-- Looks at: streams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: hole.
-- Stops publication: no.
-- Told by: hole.
-- Codes: LAST_DATAGRAM_CLOSING.
select
    streams.run_id,
    streams.apid,
    streams.last_datagram as datagram_sequence,
    format('closed by {}', streams.close_action) as detail
from core.streams as streams
inner join core.runs as runs on streams.run_id = runs.run_id
where
    streams.until_hand_off is null
    and runs.until_hand_off is null
    and runs.run_state in ('complete', 'incomplete')
    and streams.close_action not in ('stop', 'abort', 'pause')
