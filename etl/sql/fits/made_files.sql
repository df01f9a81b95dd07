-- A FITS file that a hand-off made of a run.
-- Grain: version.
select
    versions.version,
    locations.path,
    locations.sha256
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
inner join catalog.locations as locations on versions.version_id = locations.version_id
where
    datasets.dataset_group = 'MERGED'
    and versions.run_id = $run_id
    and versions.hand_off_number = $hand_off
