-- Which bytes could not be read
-- Every stretch of a file that holds no event, with its place and the reason.
-- Grain: file_id, offset_bytes.
select
    deliveries.downlink,
    files.file_name,
    skipped.offset_bytes,
    skipped.length_bytes,
    skipped.reason,
    skipped.detail
from raw.skipped_bytes as skipped
inner join raw.files as files on skipped.file_id = files.file_id
inner join raw.deliveries as deliveries on skipped.ordinal = deliveries.ordinal
order by skipped.file_id, skipped.offset_bytes
