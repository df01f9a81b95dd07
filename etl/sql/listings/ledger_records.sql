-- What the chunk files of a delivery hold is what its event rows and its datagrams count.
-- Grain: ordinal (delivery).
with

headers as (
    select
        ordinal,
        sum(record_count)::bigint as in_files
    from raw.chunk_headers
    group by ordinal
),

datagrams as (
    select
        ordinal,
        sum(event_count)::bigint as in_datagrams
    from raw.datagrams
    group by ordinal
),

-- A datagram's number begins with its file's, so counting needs no join with datagrams.
file_rows as (
    select
        datagram_id // 16777216 as file_id,
        count(*) as in_rows
    from raw.events
    group by all
),

stored as (
    select
        files.ordinal,
        sum(file_rows.in_rows)::bigint as in_rows
    from file_rows
    inner join raw.files as files on file_rows.file_id = files.file_id
    group by files.ordinal
)

select
    headers.ordinal,
    headers.in_files,
    coalesce(stored.in_rows, 0) as in_rows,
    coalesce(datagrams.in_datagrams, 0) as in_datagrams,
    abs(headers.in_files - coalesce(stored.in_rows, 0))
    + abs(headers.in_files - coalesce(datagrams.in_datagrams, 0)) as residual
from headers
left join datagrams on headers.ordinal = datagrams.ordinal
left join stored on headers.ordinal = stored.ordinal
where coalesce(headers.ordinal = $ordinal, true)
order by headers.ordinal
