-- How long is it since a delivery
-- The newest delivery, the hours since, and the longest silence before it.
-- Grain: one row.
with

silences as (
    select
        ordinal,
        downlink,
        received_at,
        epoch(received_at - lag(received_at) over (order by ordinal)) / 3600 as silence_hours
    from raw.deliveries
)

select
    max(silences.ordinal) as ordinal,
    max_by(silences.downlink, silences.ordinal) as downlink,
    max(silences.received_at) as received_at,
    round(epoch($now::timestamp - max(silences.received_at)) / 3600, 2) as hours_since,
    round(max(silences.silence_hours), 2) as longest_silence_hours
from silences
