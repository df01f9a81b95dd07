-- Which deliveries repeat data
-- Of each delivery, the datagrams that were known already or that gave way to others.
-- Grain: ordinal.
select
    deliveries.ordinal,
    deliveries.downlink,
    count(*) as datagram_count,
    count(*) filter (where fates.datagram_fate = 'duplicate') as duplicate_count,
    count(*) filter (where fates.datagram_fate = 'conflict') as conflict_count,
    count(*) filter (where fates.datagram_fate = 'ignored') as ignored_count
from core.datagrams as fates
inner join raw.deliveries as deliveries on fates.ordinal = deliveries.ordinal
where fates.until_hand_off is null
group by deliveries.ordinal, deliveries.downlink
having count(*) filter (where fates.datagram_fate <> 'current') > 0
order by deliveries.ordinal
