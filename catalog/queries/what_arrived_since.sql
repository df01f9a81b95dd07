-- What arrived since an instant; today unless one is given
-- The deliveries with their files, bytes and runs, the newest first.
-- $since = today: from when on, UTC or MET
-- Grain: ordinal.
with

contents as (
    select
        ordinal,
        count(distinct run_id) as run_count,
        sum(event_count)::bigint as event_count
    from raw.datagrams
    group by ordinal
)

select
    deliveries.ordinal,
    deliveries.downlink,
    deliveries.received_at,
    deliveries.source_name,
    deliveries.file_count,
    deliveries.size_bytes,
    coalesce(contents.run_count, 0) as run_count,
    coalesce(contents.event_count, 0) as event_count
from raw.deliveries as deliveries
left join contents on deliveries.ordinal = contents.ordinal
where deliveries.received_at >= $since
order by deliveries.ordinal desc
