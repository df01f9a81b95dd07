-- Every byte received is in an event record, a chunk header, a packet or its annotation, a side
-- file, or skipped with a reason. Files that were decoded here were not received.
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
        coalesce(packets.packet_bytes, 0) as packet_bytes,
        coalesce(packets.packet_count * packets.annotation_bytes, 0) as annotation_bytes,
        coalesce(skipped.skipped_bytes, 0) as skipped_bytes,
        if(
            files.file_kind in ('idx', 'manifest', 'other'),
            files.size_bytes,
            0
        ) as side_file_bytes,
        if(
            files.file_kind in ('evt', 'l0')
            and headers.file_id is null
            and packets.file_id is null,
            files.size_bytes,
            0
        ) as waiting_bytes
    from raw.files as files
    left join raw.chunk_headers as headers on files.file_id = headers.file_id
    left join raw.packet_files as packets on files.file_id = packets.file_id
    left join skipped on files.file_id = skipped.file_id
    where files.file_kind <> 'decoded' and coalesce(files.ordinal = $ordinal, true)
),

terms as (
    select
        ordinal,
        sum(size_bytes)::bigint as received_bytes,
        sum(record_bytes)::bigint as record_bytes,
        sum(header_bytes)::bigint as header_bytes,
        sum(packet_bytes)::bigint as packet_bytes,
        sum(annotation_bytes)::bigint as annotation_bytes,
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
    coalesce(terms.packet_bytes, 0) as in_packets,
    coalesce(terms.annotation_bytes, 0) as in_annotation,
    coalesce(terms.side_file_bytes, 0) as in_side_files,
    coalesce(terms.skipped_bytes, 0) as skipped,
    coalesce(terms.waiting_bytes, 0) as waiting,
    deliveries.size_bytes
    - coalesce(
        terms.record_bytes
        + terms.header_bytes
        + terms.packet_bytes
        + terms.annotation_bytes
        + terms.side_file_bytes
        + terms.skipped_bytes
        + terms.waiting_bytes,
        0
    ) as residual
from raw.deliveries as deliveries
left join terms on deliveries.ordinal = terms.ordinal
where coalesce(deliveries.ordinal = $ordinal, true)
order by deliveries.ordinal
