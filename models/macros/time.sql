{# Leap seconds until a mission elapsed second; halfpipe gives the list, from etl/clock.py. #}
{% macro leap_seconds(met) -%}
    (0{% for leap in var('leap_seconds_met') %} + ({{ met }} >= {{ leap }})::integer{% endfor %})
{%- endmacro %}

{# UTC of a mission elapsed second; an instant inside 23:59:60 becomes the next 00:00:00. #}
{% macro met_to_utc(met) -%}
    make_timestamp((({{ met }} + 978307200 - {{ leap_seconds(met) }}) * 1000000)::bigint)
{%- endmacro %}

{# Mission elapsed second of a UTC instant, a date among them. #}
{% macro utc_to_met(utc) -%}
    (
        epoch({{ utc }}) - 978307200
        {%- for leap in var('leap_seconds_met') %}
        + (epoch({{ utc }}) >= {{ leap }} + 978307200 - {{ loop.index }})::integer
        {%- endfor %}
    )
{%- endmacro %}

{# Mission week of a mission elapsed second: Thursday 00:00 UTC on, 0 from 2008-05-29. #}
{% macro mission_week(met) -%}
    (date_diff('day', date '2008-05-29', {{ met_to_utc(met) }}::date) // 7)
{%- endmacro %}
