-- How many products of a type a run has, also where it has none.
-- Grain: run_id, data_type.
with

types as (
    select unnest(['EVT', 'MERGED']) as data_type
),

versions as (
    select *
    from {{ ref('dataset_versions') }}
)

select
    runs.run_id,
    {{ mission_week('runs.run_id') }}::integer as mission_week,
    types.data_type,
    runs.run_state,
    count(versions.version_id) filter (where versions.is_latest) as current_count,
    count(versions.version_id) filter (where not versions.is_latest) as replaced_count,
    coalesce(sum(versions.size_bytes) filter (where versions.is_latest), 0)::bigint as size_bytes,
    coalesce(sum(versions.event_count) filter (where versions.is_latest), 0)::bigint
        as event_count,
    max(versions.created_at) as last_created_at
from {{ ref('stg_runs') }} as runs
cross join types
left join versions on runs.run_id = versions.run_id and types.data_type = versions.data_type
group by all
