-- The digest under which the archive keeps a file that records are taken from, its size, and
-- whether it came before the delivery that is being handed off.
-- Grain: file_id.
select
    files.file_id,
    files.sha256,
    files.size_bytes,
    files.ordinal < $ordinal or $again as is_old
from raw.files as files
where list_contains($file_ids::bigint[], files.file_id)
