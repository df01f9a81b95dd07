-- A delivery that brought datagrams of a run.
-- Grain: ordinal.
select
    datagrams.ordinal,
    deliveries.downlink,
    deliveries.received_at,
    count(*) as datagram_count,
    count(*) filter (where known.datagram_fate = 'current') as current_count,
    sum(datagrams.event_count)::bigint as event_count
from raw.datagrams as datagrams
inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
left join core.datagrams as known
    on
        datagrams.run_id = known.run_id
        and datagrams.datagram_id = known.datagram_id
        and known.until_hand_off is null
where datagrams.run_id = $run_id
group by all
order by datagrams.ordinal
