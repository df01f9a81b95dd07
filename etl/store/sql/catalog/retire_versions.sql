-- The versions of a dataset so far are not the latest any more.
-- Grain: the versions of one dataset.
update catalog.versions
set is_latest = false
from catalog.datasets as datasets
where
    versions.dataset_id = datasets.dataset_id
    and versions.is_latest
    and datasets.dataset_group = $dataset_group
    and datasets.dataset_name = $dataset_name
