-- A version of a product in the catalog, latest or replaced, with the hand-off that made it.
-- Grain: version_id.
with

spans as (
    select
        version_id,
        max(number_value) filter (where metadata.key = 'nMetStart') as first_event_met,
        max(number_value) filter (where metadata.key = 'nMetStop') as last_event_met
    from catalog.metadata as metadata
    group by version_id
),

products as (
    select
        versions.version_id,
        versions.run_id,
        datasets.dataset_group,
        datasets.dataset_name,
        versions.version,
        versions.is_latest,
        datasets.file_format,
        versions.event_count,
        hand_offs.downlink,
        versions.ordinal,
        spans.first_event_met,
        spans.last_event_met,
        locations.site,
        locations.path,
        locations.size_bytes,
        locations.sha256,
        versions.created_at,
        datasets.folder
    from catalog.versions as versions
    inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
    inner join ops.hand_offs as hand_offs on versions.hand_off_number = hand_offs.hand_off_number
    left join catalog.locations as locations on versions.version_id = locations.version_id
    left join spans on versions.version_id = spans.version_id
)

select products.*
from products
where
    coalesce(products.run_id = $run_id, true)
    and coalesce(products.downlink = $downlink, true)
    and coalesce(if(products.is_latest, 'latest', 'replaced') = $state, true)
    and coalesce(products.last_event_met >= $since_met, true)
    and coalesce(products.first_event_met < $until_met, true)
order by
    products.run_id,
    products.dataset_group,
    products.dataset_name,
    products.version
