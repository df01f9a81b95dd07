-- The newest version of a dataset, 0 when it has none.
-- Grain: one row.
select coalesce(max(versions.version), 0) as version
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
where
    datasets.dataset_group = $dataset_group
    and datasets.dataset_name = $dataset_name
