-- A version of a dataset: whether it is the current one, what came before, what took its place.
-- Grain: version_id.
select
    versions.version_id,
    datasets.dataset_id,
    versions.run_id,
    datasets.data_type,
    datasets.dataset_name,
    datasets.folder,
    versions.version,
    versions.is_latest,
    max(versions.version) over dataset as last_version,
    versions.event_count,
    hand_offs.downlink,
    versions.created_at,
    lead(versions.created_at) over dataset as replaced_at,
    locations.path,
    locations.size_bytes,
    locations.sha256,
    locations.scan_status
from {{ source('catalog', 'versions') }} as versions
inner join {{ source('catalog', 'datasets') }} as datasets
    on versions.dataset_id = datasets.dataset_id
inner join {{ source('ops', 'hand_offs') }} as hand_offs
    on versions.hand_off_number = hand_offs.hand_off_number
left join {{ source('catalog', 'locations') }} as locations
    on versions.version_id = locations.version_id
window
    dataset as (
        partition by versions.dataset_id
        order by versions.version
        rows between unbounded preceding and unbounded following
    )
