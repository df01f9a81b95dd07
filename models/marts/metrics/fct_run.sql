-- A run in one row: its state, span, events, rates, time lost, keys and lateness.
-- Grain: run_id.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
with

runs as (
    select *
    from {{ ref('stg_runs') }}
    where {{ of_changed_runs() }}
),

scalers as (
    select
        run_id,
        sum(elapsed_s) as elapsed_s,
        sum(livetime_s) as livetime_s,
        sum(gap_s) as gap_s,
        sum(gap_livetime_s) as gap_livetime_s,
        sum(sent_count)::bigint as sent_count,
        sum(compressed_bytes)::bigint as compressed_bytes
    from {{ ref('fct_run_day') }}
    where {{ of_changed_runs() }}
    group by run_id
),

datagrams as (
    select
        copies.run_id,
        count(*) as datagram_count,
        min(deliveries.received_at) as first_received_at,
        max(deliveries.received_at) as last_received_at,
        count(distinct copies.ordinal) as delivery_count
    from {{ ref('stg_datagrams') }} as copies
    inner join {{ source('raw', 'deliveries') }} as deliveries
        on copies.ordinal = deliveries.ordinal
    where {{ of_changed_runs('copies') }}
    group by copies.run_id
),

chunks as (
    select
        run_id,
        count(*) as chunk_count,
        sum(size_bytes)::bigint as chunk_bytes
    from {{ source('core', 'chunks') }}
    where until_hand_off is null and {{ of_changed_runs() }}
    group by run_id
)

select
    runs.run_id,
    {{ mission_week('runs.run_id') }}::integer as mission_week,
    runs.run_type,
    runs.run_state,
    runs.held_reason,
    {{ met_to_utc('runs.first_event_met') }} as first_event_at,
    {{ met_to_utc('runs.last_event_met') }} as last_event_at,
    runs.last_event_met - runs.first_event_met as duration_s,
    runs.event_count,
    runs.delivered_count,
    runs.withheld_count,
    runs.held_count,
    coalesce(datagrams.datagram_count, 0) as datagram_count,
    runs.open_hole_count,
    runs.written_off_count,
    scalers.elapsed_s,
    scalers.livetime_s,
    scalers.gap_s,
    scalers.gap_livetime_s,
    1 - scalers.livetime_s / nullif(scalers.elapsed_s, 0) as dead_fraction,
    scalers.sent_count,
    runs.event_count / nullif(scalers.elapsed_s, 0) as event_rate_hz,
    scalers.sent_count / nullif(scalers.elapsed_s, 0) as sent_rate_hz,
    scalers.compressed_bytes,
    scalers.compressed_bytes / nullif(scalers.elapsed_s, 0) as compressed_byte_rate,
    coalesce(chunks.chunk_count, 0) as chunk_count,
    coalesce(chunks.chunk_bytes, 0) as chunk_bytes,
    runs.moot_key,
    runs.moot_alias,
    configurations.hardware_key,
    configurations.software_key,
    configurations.is_key_changed,
    configurations.config_status,
    datagrams.delivery_count,
    datagrams.first_received_at,
    datagrams.last_received_at,
    epoch(datagrams.last_received_at - {{ met_to_utc('runs.last_event_met') }}) as latency_s
from runs
left join scalers on runs.run_id = scalers.run_id
left join datagrams on runs.run_id = datagrams.run_id
left join chunks on runs.run_id = chunks.run_id
left join {{ source('core', 'run_configurations') }} as configurations
    on runs.run_id = configurations.run_id and configurations.until_hand_off is null
