-- Two deliveries, each with one file.
-- Grain: ordinal.
insert into raw.deliveries
select
    number as ordinal,
    260101000 + number as downlink,
    number::varchar as sha256,
    'bench' as source_name,
    timestamp '2026-01-01' as received_at,
    1 as file_count,
    0 as size_bytes
from range(1, 3) as numbers (number);

insert into raw.chunk_headers
select
    number as file_id,
    number as ordinal,
    0 as header_downlink,
    0 as header_event_count,
    0 as source_sequence_errors,
    0 as dfi_errors,
    1 as moot_key,
    'bench' as moot_alias,
    0 as header_bytes,
    0 as record_count,
    0 as record_bytes
from range(1, 3) as numbers (number)
