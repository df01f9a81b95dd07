-- An estimate of what an APID put on the solid-state recorder in a UTC day, from its events alone.
-- Grain: day, apid.
select
    day,
    apid,
    count(distinct run_id) as run_count,
    sum(event_count)::bigint as event_count,
    sum(compressed_bytes)::bigint as compressed_bytes,
    sum(compressed_bytes) * 8 / 1e9 as ssr_estimate_gbit,
    sum(compressed_bytes) * 8 / 1e6 / 86400 as ssr_estimate_mbit_rate
from {{ ref('fct_stream_day') }}
group by day, apid
