-- What trigger and filters did in 15 s of a run, as far as its events are known.
-- Grain: run_id, bin_number.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
{% set handlers = ['pass_thru', 'gamma', 'asc', 'mip', 'hip', 'dgn'] %}
with

steps as (
    select *
    from {{ ref('event_steps') }}
),

bins as (
    select
        run_id,
        floor(event_met / 15)::bigint as bin_number,
        count(*) as event_count,
        coalesce(sum(elapsed_s), 0) as elapsed_s,
        coalesce(sum(livetime_s), 0) as livetime_s,
        coalesce(sum(elapsed_s) filter (where is_gap), 0) as gap_s,
        coalesce(sum(sent), 0)::bigint as sent_count,
        coalesce(sum(prescaled), 0)::bigint as prescaled_count,
        coalesce(sum(discarded), 0)::bigint as discarded_count,
        coalesce(sum(deadzone), 0)::bigint as deadzone_count,
        {% for handler in handlers %}
        count(*) filter (where {{ handler }}_state = 0) as {{ handler }}_passed_count,
        count(*) filter (where {{ handler }}_state = 3) as {{ handler }}_leaked_count,
        {% endfor %}
        sum(compressed_size_bytes)::bigint as compressed_bytes
    from steps
    group by run_id, bin_number
)

select
    run_id,
    bin_number,
    {{ met_to_utc('(bin_number * 15)') }} as start_at,
    event_count,
    elapsed_s,
    livetime_s,
    gap_s,
    1 - livetime_s / nullif(elapsed_s, 0) as dead_fraction,
    sent_count,
    prescaled_count,
    discarded_count,
    deadzone_count,
    event_count / nullif(elapsed_s, 0) as event_rate_hz,
    sent_count / nullif(elapsed_s, 0) as sent_rate_hz,
    prescaled_count / nullif(elapsed_s, 0) as prescaled_rate_hz,
    discarded_count / nullif(elapsed_s, 0) as discarded_rate_hz,
    deadzone_count / nullif(elapsed_s, 0) as deadzone_rate_hz,
    {% for handler in handlers %}
    {{ handler }}_passed_count,
    {{ handler }}_leaked_count,
    {{ handler }}_passed_count / nullif(elapsed_s, 0) as {{ handler }}_passed_rate_hz,
    {{ handler }}_leaked_count / nullif(elapsed_s, 0) as {{ handler }}_leaked_rate_hz,
    {% endfor %}
    compressed_bytes
from bins
