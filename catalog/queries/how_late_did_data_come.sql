-- How late did data come
-- Of each delivery, the time from the spacecraft to us: its youngest, median and oldest datagram.
-- Grain: ordinal.
select
    deliveries.ordinal,
    deliveries.downlink,
    deliveries.received_at,
    min(epoch(deliveries.received_at) - datagrams.packet_unix_s) as shortest_s,
    median(epoch(deliveries.received_at) - datagrams.packet_unix_s) as median_s,
    max(epoch(deliveries.received_at) - datagrams.packet_unix_s) as longest_s
from raw.deliveries as deliveries
inner join raw.datagrams as datagrams on deliveries.ordinal = datagrams.ordinal
group by deliveries.ordinal, deliveries.downlink, deliveries.received_at
order by deliveries.ordinal
