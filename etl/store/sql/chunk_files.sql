-- A chunk file of a delivery that can be decoded, and the index that came with it.
-- Grain: file_id.
select
    chunks.file_id,
    chunks.file_name,
    chunks.sha256,
    chunks.size_bytes,
    min(indexes.sha256) as idx_sha256
from raw.files as chunks
left join raw.files as indexes
    on
        chunks.ordinal = indexes.ordinal
        and indexes.file_kind = 'idx'
        and indexes.file_state <> 'missing'
        and regexp_replace(chunks.file_name, '\.evt$', '', 'i')
        = regexp_replace(indexes.file_name, '\.idx$', '', 'i')
where
    chunks.ordinal = $ordinal
    and chunks.file_kind = 'evt'
    and chunks.file_state <> 'missing'
group by all
order by chunks.file_id
