-- Record a Level-0 file that was split.
-- Grain: file_id.
insert into raw.packet_files by name
select
    $file_id as file_id,
    $ordinal as ordinal,
    $source as source,
    $scid as scid,
    $annotation_bytes as annotation_bytes,
    $packet_count as packet_count,
    $packet_bytes as packet_bytes
