-- How much came each day
-- Deliveries, files and bytes by the UTC day of their receipt.
-- Grain: day.
select
    deliveries.received_at::date as day,
    count(*) as delivery_count,
    sum(deliveries.file_count)::bigint as file_count,
    sum(deliveries.size_bytes)::bigint as size_bytes
from raw.deliveries as deliveries
group by day
order by day
