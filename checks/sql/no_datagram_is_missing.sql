-- A range of datagrams that is missing between two of its stream, whatever was decided on it.
-- Grain: run_id, apid, datagram_sequence.
-- Title: No datagram is missing inside a stream.
-- Looks at: datagrams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: hole.
-- Stops publication: no.
-- Told by: hole.
-- Codes: DROPPED_DATAGRAMS, DATAGRAM_GAP.
with

ordered as (
    select
        run_id,
        apid,
        datagram_sequence as behind,
        lag(datagram_sequence) over stream + 1 as datagram_sequence
    from checked_datagrams
    window stream as (partition by run_id, apid order by datagram_sequence)
)

select
    ordered.* exclude (behind),
    format('{} missing, the next is {}', behind - datagram_sequence, behind) as detail
from ordered
where ordered.behind > ordered.datagram_sequence
