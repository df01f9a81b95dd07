-- The share of a run's events and bytes that each of its units sent.
-- Grain: run_id, apid.
with

streams as (
    select
        run_id,
        apid,
        sum(event_count)::bigint as event_count,
        sum(compressed_bytes)::bigint as compressed_bytes
    from {{ ref('fct_stream_day') }}
    group by run_id, apid
)

select
    *,
    event_count / sum(event_count) over run as event_share,
    compressed_bytes / nullif(sum(compressed_bytes) over run, 0) as byte_share
from streams
window run as (partition by run_id)
