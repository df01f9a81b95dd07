-- How clock and compression did in a run: ticks of a second, time tones that lack, sizes.
-- Grain: run_id.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
with

events as (
    select
        *,
        if(
            timetone_s = previous_timetone_s + 1
            and timetone_flags & 6 = 0
            and previous_timetone_flags & 6 = 0,
            (timetone_tics::bigint - previous_timetone_tics + 33554432) % 33554432 - 20000000,
            null
        ) as tick_deviation
    from {{ ref('stg_events') }}
    where {{ of_changed_runs() }}
)

select
    run_id,
    count(*) as event_count,
    avg(tick_deviation) as mean_tick_deviation,
    min(tick_deviation) as least_tick_deviation,
    max(tick_deviation) as greatest_tick_deviation,
    count(*) filter (where timetone_incomplete > 0) as incomplete_timetone_count,
    count(*) filter (where timetone_flags & 16 = 16) as early_event_count,
    max(timetone_flywheeling)::bigint as longest_flywheeling,
    min(compression_level) as least_compression_level,
    max(compression_level) as greatest_compression_level,
    avg(compressed_size_bytes) as mean_compressed_bytes,
    sum(compressed_size_bytes)::bigint as compressed_bytes,
    sum(length_bytes) / nullif(sum(compressed_size_bytes), 0) as size_ratio
from events
group by run_id
