-- Which datagrams conflict
-- Copies whose content is not that of the copy that counts, with the delivery each came with.
-- Grain: datagram_id.
select
    fates.run_id,
    fates.apid,
    fates.datagram_sequence,
    deliveries.downlink,
    fates.event_count,
    winners.event_count as current_event_count,
    fates.datagram_id,
    fates.current_datagram_id
from core.datagrams as fates
inner join raw.deliveries as deliveries on fates.ordinal = deliveries.ordinal
left join raw.datagrams as winners on fates.current_datagram_id = winners.datagram_id
where fates.until_hand_off is null and fates.datagram_fate = 'conflict'
order by fates.run_id, fates.apid, fates.datagram_sequence, fates.datagram_id
