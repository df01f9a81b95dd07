-- A copy of a packet, with each part of its header in a column of its own, and whose it is. Its
-- file is always there; the left join keeps DuckDB from joining all packets ever to files first.
-- Grain: packet_id.
select
    headers.packet_id,
    files.ordinal,
    headers.packet_id >> 32 as file_id,
    files.scid,
    ((headers.header_word >> 16) & 2047)::integer as apid,
    (headers.header_word >> 27)::utinyint as header_flags,
    ((headers.header_word >> 14) & 3)::utinyint as sequence_flags,
    (headers.header_word & 16383)::smallint as sequence_count,
    headers.length_bytes - 7 as length_field,
    (headers.packet_time >> 32)::uinteger as packet_time_s,
    (headers.packet_time & 4294967295)::uinteger as packet_time_us,
    headers.pad_bytes,
    headers.crc32,
    headers.offset_bytes,
    headers.length_bytes
from raw.packet_headers as headers
left join raw.packet_files as files on headers.packet_id >> 32 = files.file_id
