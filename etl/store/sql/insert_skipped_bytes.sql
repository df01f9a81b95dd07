-- Record bytes of a file that hold nothing usable, and why.
-- Grain: one row.
insert into raw.skipped_bytes (file_id, ordinal, offset_bytes, length_bytes, reason, detail)
values ($file_id, $ordinal, $offset_bytes, $length_bytes, $reason, $detail)
