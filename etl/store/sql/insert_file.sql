-- Record a file of a delivery.
-- Grain: one row.
insert into raw.files (
    file_id, ordinal, file_name, file_kind, sha256, size_bytes, file_state, reason
)
values (
    $file_id, $ordinal, $file_name, $file_kind, $sha256, $size_bytes, $file_state, $reason
)
