-- What the chunk files of a delivery hold is what its event rows and its datagrams count.
-- Grain: ordinal (delivery).
with

headers as (
    select coalesce(sum(record_count), 0)::bigint as in_files
    from raw.chunk_headers
    where ordinal = $ordinal
),

delivered_datagrams as (
    select
        datagram_id,
        run_id,
        event_count
    from raw.datagrams
    where ordinal = $ordinal
),

datagram_sums as (
    select coalesce(sum(event_count), 0)::bigint as in_datagrams
    from delivered_datagrams
),

rows_stored as (
    select count(*) as in_rows
    from raw.events as events
    inner join delivered_datagrams as datagrams
        on events.run_id = datagrams.run_id and events.datagram_id = datagrams.datagram_id
)

select
    $ordinal as ordinal,
    headers.in_files,
    rows_stored.in_rows,
    datagram_sums.in_datagrams,
    abs(headers.in_files - rows_stored.in_rows)
    + abs(headers.in_files - datagram_sums.in_datagrams) as residual
from headers
cross join rows_stored
cross join datagram_sums
