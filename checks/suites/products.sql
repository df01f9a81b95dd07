-- A version of a product, where it is.
-- Grain: version_id, site, path.
select
    versions.*,
    datasets.data_type,
    locations.site,
    locations.path,
    locations.size_bytes,
    locations.sha256
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
inner join catalog.locations as locations on versions.version_id = locations.version_id
