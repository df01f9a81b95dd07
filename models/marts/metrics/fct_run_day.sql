-- What the scalers of a run counted in a UTC day; a step over midnight is shared by its days.
-- Grain: run_id, day.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
{% set handlers = ['pass_thru', 'gamma', 'asc', 'mip', 'hip', 'dgn'] %}
with

steps as (
    select
        *,
        {{ met_to_utc('event_met') }}::date as day,
        {{ met_to_utc('previous_met') }}::date as previous_day,
        {{ utc_to_met('day') }} as midnight_met
    from {{ ref('event_steps') }}
),

shared as (
    select
        *,
        true as is_event,
        if(
            day > previous_day and event_met > previous_met,
            (event_met - midnight_met) / (event_met - previous_met),
            1
        ) as share
    from steps
    union all
    select
        * replace (previous_day as day),
        false as is_event,
        (midnight_met - previous_met) / (event_met - previous_met) as share
    from steps
    where day > previous_day and event_met > previous_met
)

select
    run_id,
    day,
    count(*) filter (where is_event) as event_count,
    min(event_met) filter (where is_event) as first_event_met,
    max(event_met) filter (where is_event) as last_event_met,
    coalesce(sum(share * elapsed_s), 0) as elapsed_s,
    coalesce(sum(share * livetime_s), 0) as livetime_s,
    coalesce(sum(share * elapsed_s) filter (where is_gap), 0) as gap_s,
    coalesce(sum(share * livetime_s) filter (where is_gap), 0) as gap_livetime_s,
    coalesce(sum(share * sent), 0) as sent_count,
    coalesce(sum(share * prescaled), 0) as prescaled_count,
    coalesce(sum(share * discarded), 0) as discarded_count,
    coalesce(sum(share * deadzone), 0) as deadzone_count,
    {% for handler in handlers %}
    count(*) filter (where is_event and {{ handler }}_state = 0) as {{ handler }}_passed_count,
    count(*) filter (where is_event and {{ handler }}_state = 3) as {{ handler }}_leaked_count,
    {% endfor %}
    coalesce(sum(compressed_size_bytes) filter (where is_event), 0)::bigint as compressed_bytes
from shared
group by run_id, day
