-- Between which ids the packets of a delivery lie, so that those of others are not looked at.
-- Grain: one row.
select
    min(files.file_id) * 4294967296 as first_packet_id,
    (max(files.file_id) + 1) * 4294967296 - 1 as last_packet_id
from raw.packet_files as files
where files.ordinal = $ordinal
