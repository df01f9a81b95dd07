-- The MOOT key and the error counters that the chunk files of a run carry in their headers.
-- Grain: run_id.
with

files as (
    select distinct
        run_id,
        file_id
    from current_datagrams
),

headers as (
    select
        files.run_id,
        chunk_headers.*
    from files
    inner join raw.chunk_headers as chunk_headers using (file_id)
)

select
    run_id,
    coalesce(
        min(moot_key) filter (where moot_key <> 4294967280), 4294967280
    ) as moot_key,
    coalesce(
        arg_min(moot_alias, moot_key) filter (where moot_key <> 4294967280),
        'LSEWRITER_UNSET'
    ) as moot_alias,
    list_sort(
        coalesce(list(distinct moot_key) filter (where moot_key < 4294967280), [])
    ) as moot_keys,
    coalesce(sum(source_sequence_errors), 0)::bigint as source_sequence_errors,
    coalesce(sum(dfi_errors), 0)::bigint as dfi_errors
from headers
group by run_id
