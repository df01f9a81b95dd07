-- The number of the next file.
-- Grain: one row.
select coalesce(max(files.file_id), 0) + 1 as file_id
from raw.files as files
