-- How much do products take
-- Files and bytes of each product type, latest versions and replaced ones apart.
-- Grain: data_type, is_latest.
select
    datasets.data_type,
    versions.is_latest,
    count(*) as file_count,
    sum(locations.size_bytes)::bigint as size_bytes,
    sum(versions.event_count)::bigint as event_count
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
inner join catalog.locations as locations on versions.version_id = locations.version_id
group by datasets.data_type, versions.is_latest
order by datasets.data_type, versions.is_latest desc
