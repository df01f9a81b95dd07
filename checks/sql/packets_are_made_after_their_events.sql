-- A datagram whose packet time is before its last event.
-- Grain: run_id, apid, datagram_sequence.
-- Title: The packet time of a datagram is not before its events.
-- Looks at: datagrams.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: CCSDS_EARLY_TIMESTAMP.
with

packed as (
    select
        datagrams.run_id,
        datagrams.apid,
        datagrams.datagram_sequence,
        datagrams.packet_unix_s
        - (
            datagrams.last_event_met
            + 978307200
            - len(list_filter($leap_seconds_met, lambda leap: leap <= datagrams.last_event_met))
        ) as age_s
    from checked_datagrams as datagrams
)

select
    packed.* exclude (age_s),
    format('{:.6f} s from its last event', packed.age_s) as detail
from packed
where packed.age_s < 0
