-- Every byte received is in an event record, a chunk header, a side file, or skipped with a reason.
-- Grain: ordinal (delivery).
with

skipped as (
    select
        file_id,
        sum(length_bytes)::bigint as skipped_bytes
    from raw.skipped_bytes
    group by file_id
),

files as (
    select
        files.ordinal,
        files.size_bytes,
        coalesce(headers.header_bytes, 0) as header_bytes,
        coalesce(headers.record_bytes, 0) as record_bytes,
        coalesce(skipped.skipped_bytes, 0) as skipped_bytes,
        if(
            files.file_kind in ('idx', 'manifest', 'other'),
            files.size_bytes,
            0
        ) as side_file_bytes,
        if(
            files.file_kind = 'evt'
            and headers.file_id is null,
            files.size_bytes,
            0
        ) as waiting_bytes
    from raw.files as files
    left join raw.chunk_headers as headers on files.file_id = headers.file_id
    left join skipped on files.file_id = skipped.file_id
    where coalesce(files.ordinal = $ordinal, true)
),

terms as (
    select
        ordinal,
        sum(size_bytes)::bigint as received_bytes,
        sum(header_bytes)::bigint as header_bytes,
        sum(record_bytes)::bigint as record_bytes,
        sum(side_file_bytes)::bigint as side_file_bytes,
        sum(skipped_bytes)::bigint as skipped_bytes,
        sum(waiting_bytes)::bigint as waiting_bytes
    from files
    group by ordinal
)

select
    deliveries.ordinal,
    deliveries.downlink,
    coalesce(terms.received_bytes, 0) as received,
    coalesce(terms.record_bytes, 0) as in_records,
    coalesce(terms.header_bytes, 0) as in_headers,
    coalesce(terms.side_file_bytes, 0) as in_side_files,
    coalesce(terms.skipped_bytes, 0) as skipped,
    coalesce(terms.waiting_bytes, 0) as waiting,
    deliveries.size_bytes
    - coalesce(
        terms.record_bytes
        + terms.header_bytes
        + terms.side_file_bytes
        + terms.skipped_bytes
        + terms.waiting_bytes,
        0
    ) as residual
from raw.deliveries as deliveries
left join terms on deliveries.ordinal = terms.ordinal
where coalesce(deliveries.ordinal = $ordinal, true)
order by deliveries.ordinal
