-- A product of the catalog that is new, or replaced by a later version, between two hand-offs.
-- Grain: dataset_id.
with

versions as (
    select
        versions.*,
        locations.path
    from catalog.versions as versions
    left join catalog.locations as locations on versions.version_id = locations.version_id
),

latest as (
    select
        dataset_id,
        any_value(run_id) as run_id,
        max(version) filter (where hand_off_number <= $before) as version_before,
        max(version) as version_after,
        max_by(event_count, version) filter (where hand_off_number <= $before) as events_before,
        max_by(event_count, version) as events_after,
        max_by(path, version) as path_after
    from versions
    where hand_off_number <= $after
    group by dataset_id
)

select
    latest.run_id,
    datasets.dataset_group,
    datasets.dataset_name,
    if(latest.version_before is null, 'new', 'replaced') as change,
    latest.version_before,
    latest.version_after,
    latest.events_before,
    latest.events_after,
    latest.path_after
from latest
inner join catalog.datasets as datasets on latest.dataset_id = datasets.dataset_id
where
    latest.version_before is distinct from latest.version_after
    and coalesce(latest.run_id = $run_id, true)
order by
    latest.run_id,
    datasets.dataset_group,
    datasets.dataset_name
