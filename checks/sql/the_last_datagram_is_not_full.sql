-- The last datagram of a run that is done, closed for good because it was full.
-- Grain: run_id, apid, datagram_sequence.
-- Title: The last datagram of a run was not closed because it was full.
-- Looks at: datagrams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: LAST_DATAGRAM_FULL.
select
    datagrams.run_id,
    datagrams.apid,
    datagrams.datagram_sequence,
    'full when it was closed' as detail
from checked_datagrams as datagrams
inner join core.runs as runs on datagrams.run_id = runs.run_id
where
    runs.until_hand_off is null
    and runs.run_state in ('complete', 'incomplete')
    and datagrams.close_action in ('stop', 'abort', 'pause')
    and datagrams.close_reason = 'full'
qualify
    datagrams.datagram_sequence
    = max(datagrams.datagram_sequence) over (partition by datagrams.run_id, datagrams.apid)
