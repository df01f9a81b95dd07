-- Record what the header of a chunk file says, and what the file holds.
-- Grain: one row.
insert into raw.chunk_headers (
    file_id,
    ordinal,
    header_downlink,
    header_event_count,
    source_sequence_errors,
    dfi_errors,
    moot_key,
    moot_alias,
    header_bytes,
    record_count,
    record_bytes
)
values (
    $file_id,
    $ordinal,
    $header_downlink,
    $header_event_count,
    $source_sequence_errors,
    $dfi_errors,
    $moot_key,
    $moot_alias,
    $header_bytes,
    $record_count,
    $record_bytes
)
