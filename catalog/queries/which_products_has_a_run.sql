-- Which products has a run
-- Every version of every product of a run, and where it lies.
-- $run: the run
-- Grain: version_id, site, path.
select
    datasets.data_type,
    datasets.dataset_name,
    versions.version,
    versions.is_latest,
    versions.event_count,
    versions.created_at,
    locations.scan_status,
    locations.size_bytes,
    locations.path
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
left join catalog.locations as locations on versions.version_id = locations.version_id
where versions.run_id = $run
order by datasets.data_type, datasets.dataset_name, versions.version
