-- Which runs came in pieces
-- Runs whose datagrams came with more than one delivery, those with most first.
-- Grain: run_id.
select
    datagrams.run_id,
    count(distinct datagrams.ordinal) as delivery_count,
    min(datagrams.ordinal) as first_ordinal,
    max(datagrams.ordinal) as last_ordinal,
    max(deliveries.received_at) as last_received_at
from raw.datagrams as datagrams
inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
group by datagrams.run_id
having count(distinct datagrams.ordinal) > 1
order by delivery_count desc, datagrams.run_id
