-- Record a version of a dataset.
-- Grain: one row.
insert into catalog.versions (
    version_id,
    dataset_id,
    version,
    is_latest,
    run_id,
    ordinal,
    hand_off_number,
    event_count,
    process,
    created_at
)
select
    (select coalesce(max(known.version_id), 0) + 1 from catalog.versions as known) as version_id,
    datasets.dataset_id,
    $version as version,
    true as is_latest,
    $run_id as run_id,
    $ordinal as ordinal,
    $hand_off_number as hand_off_number,
    $event_count as event_count,
    'halfpipe' as process,
    $created_at as created_at
from catalog.datasets as datasets
where
    datasets.dataset_group = $dataset_group
    and datasets.dataset_name = $dataset_name
