-- A run whose datagrams, holes, chunks, keys or state changed since the marts were built last.
-- Grain: run_id.
{{ config(materialized='table') }}
{% set relations = ['datagrams', 'holes', 'chunks', 'run_configurations', 'runs'] %}
with

built as (
    {% if flags.FULL_REFRESH %}
    select 0 as hand_off_number
    {% else %}
    select coalesce(max(hand_off_number), 0) as hand_off_number
    from {{ source('ops', 'outcomes') }}
    where stage = 'models' and is_success
    {% endif %}
)

{% for relation in relations %}
select changed.run_id
from {{ source('core', relation) }} as changed
cross join built
where
    changed.since_hand_off > built.hand_off_number
    or changed.until_hand_off > built.hand_off_number
{{ 'union' if not loop.last }}
{% endfor %}
