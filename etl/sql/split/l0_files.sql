-- A Level-0 file of a delivery that can be split.
-- Grain: file_id.
select
    files.file_id,
    files.file_name,
    files.sha256,
    files.size_bytes
from raw.files as files
where
    files.ordinal = $ordinal
    and files.file_kind = 'l0'
    and files.file_state <> 'missing'
order by files.file_id
