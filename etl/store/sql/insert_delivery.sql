-- Record a delivery.
-- Grain: one row.
insert into raw.deliveries (
    ordinal, downlink, sha256, source_name, received_at, file_count, size_bytes
)
values ($ordinal, $downlink, $sha256, $source_name, $received_at, $file_count, $size_bytes)
