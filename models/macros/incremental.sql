{# Only the runs that changed since the marts were built last: all of them, in a full build. #}
{% macro of_changed_runs(relation='') -%}
    {{ relation ~ '.' if relation }}run_id in (select run_id from {{ ref('changed_runs') }})
{%- endmacro %}

{# Remove what is held of the changed runs, so that a run that has no rows any more keeps none. #}
{% macro without_changed_runs() -%}
    {%- set changed_runs = ref('changed_runs') -%}
    {%- if is_incremental() -%}
    delete from {{ this }} where run_id in (select run_id from {{ changed_runs }})
    {%- else -%}
    select 1
    {%- endif -%}
{%- endmacro %}
