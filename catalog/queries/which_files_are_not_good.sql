-- Which files are not good
-- Files that are altered, broken, missing or not in their manifest, the newest first.
-- Grain: file_id.
select
    files.file_id,
    deliveries.downlink,
    deliveries.received_at,
    files.file_name,
    files.file_kind,
    files.file_state,
    files.size_bytes,
    files.reason
from raw.files as files
inner join raw.deliveries as deliveries on files.ordinal = deliveries.ordinal
where files.file_state <> 'good'
order by files.file_id desc
