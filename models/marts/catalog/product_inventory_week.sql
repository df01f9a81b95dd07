-- How many products of a type the runs of a mission week have, and how many runs have none.
-- Grain: mission_week, data_type.
select
    mission_week,
    data_type,
    count(*) as run_count,
    count(*) filter (where current_count = 0) as run_without_count,
    sum(current_count)::bigint as current_count,
    sum(replaced_count)::bigint as replaced_count,
    sum(size_bytes)::bigint as size_bytes,
    sum(event_count)::bigint as event_count
from {{ ref('product_inventory_run') }}
group by mission_week, data_type
