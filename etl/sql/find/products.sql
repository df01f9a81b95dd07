-- A version of a product as a search sees it: its own fields, and its metadata by type and key.
-- Grain: version_id, site, path.
with

words as (
    select
        version_id,
        map_from_entries(
            list(row(key, number_value)) filter (where number_value is not null)
        ) as number_words,
        map_from_entries(
            list(row(key, text_value)) filter (where text_value is not null)
        ) as text_words,
        map_from_entries(
            list(row(key, time_value)) filter (where time_value is not null)
        ) as time_words
    from catalog.metadata
    group by version_id
)

select
    datasets.folder,
    datasets.dataset_name,
    datasets.dataset_group,
    datasets.data_type,
    datasets.file_format,
    versions.version,
    versions.is_latest,
    versions.event_count,
    versions.ordinal,
    versions.created_at,
    locations.site,
    locations.path,
    locations.size_bytes,
    locations.sha256,
    locations.scan_status,
    locations.scanned_at,
    words.number_words,
    words.text_words,
    words.time_words
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
left join catalog.locations as locations on versions.version_id = locations.version_id
left join words on versions.version_id = words.version_id
order by datasets.dataset_group, datasets.dataset_name, versions.version, locations.path
