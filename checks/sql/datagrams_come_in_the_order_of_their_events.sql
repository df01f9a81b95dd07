-- A datagram that begins before the datagram before it, as events are ordered.
-- Grain: run_id, apid, datagram_sequence.
-- Title: The datagrams of a stream come in the order of their events.
-- Looks at: datagrams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: DATAGRAM_GAP.
with

ordered as (
    select
        run_id,
        apid,
        datagram_sequence,
        first_gem_sequence,
        lag(last_gem_sequence) over stream as previous_gem_sequence
    from checked_datagrams
    window stream as (partition by run_id, apid order by datagram_sequence)
)

select
    ordered.* exclude (first_gem_sequence, previous_gem_sequence),
    format(
        'begins at GEM {}, the one before ends at {}',
        ordered.first_gem_sequence,
        ordered.previous_gem_sequence
    ) as detail
from ordered
where ordered.first_gem_sequence <= ordered.previous_gem_sequence
