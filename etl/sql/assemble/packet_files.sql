-- A file that packets of the plan lie in, and the digest under which the archive keeps it.
-- Grain: decode_chunk, file_id.
with

places as (
    select distinct
        decode_chunk,
        unnest(regexp_extract_all(packets, '(\d+):', 1))::bigint as file_id
    from plan
)

select
    places.decode_chunk,
    places.file_id,
    files.sha256
from places
inner join raw.files as files on places.file_id = files.file_id
order by places.decode_chunk, places.file_id
