-- What trigger and filters did in a UTC day, over all its runs.
-- Grain: day.
{% set handlers = ['pass_thru', 'gamma', 'asc', 'mip', 'hip', 'dgn'] %}
with

days as (
    select
        day,
        count(*) as run_count,
        sum(event_count)::bigint as event_count,
        sum(elapsed_s) as elapsed_s,
        sum(livetime_s) as livetime_s,
        sum(sent_count) as sent_count,
        sum(prescaled_count) as prescaled_count,
        sum(discarded_count) as discarded_count,
        sum(deadzone_count) as deadzone_count,
        {% for handler in handlers %}
        sum({{ handler }}_passed_count)::bigint as {{ handler }}_passed_count,
        sum({{ handler }}_leaked_count)::bigint as {{ handler }}_leaked_count,
        {% endfor %}
        sum(compressed_bytes)::bigint as compressed_bytes
    from {{ ref('fct_run_day') }}
    group by day
)

select
    *,
    1 - livetime_s / nullif(elapsed_s, 0) as dead_fraction,
    event_count / nullif(elapsed_s, 0) as event_rate_hz,
    sent_count / nullif(elapsed_s, 0) as sent_rate_hz,
    prescaled_count / nullif(elapsed_s, 0) as prescaled_rate_hz,
    discarded_count / nullif(elapsed_s, 0) as discarded_rate_hz,
    deadzone_count / nullif(elapsed_s, 0) as deadzone_rate_hz,
    {% for handler in handlers %}
    {{ handler }}_passed_count / nullif(elapsed_s, 0) as {{ handler }}_passed_rate_hz,
    {{ handler }}_leaked_count / nullif(elapsed_s, 0) as {{ handler }}_leaked_rate_hz,
    {% endfor %}
    event_count / nullif(sent_count, 0) as filter_accept_fraction
from days
