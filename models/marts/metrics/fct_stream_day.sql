-- What one unit sent of a run in a UTC day: events, and their bytes after compression on board.
-- Grain: run_id, apid, day.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
select
    run_id,
    apid,
    {{ met_to_utc('event_met') }}::date as day,
    count(*) as event_count,
    count(distinct datagram_id) as datagram_count,
    sum(compressed_size_bytes)::bigint as compressed_bytes,
    sum(length_bytes)::bigint as record_bytes
from {{ ref('stg_events') }}
where {{ of_changed_runs() }}
group by run_id, apid, day
