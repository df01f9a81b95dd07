-- When did each stream last speak
-- The newest event of each APID, and the delivery that brought its newest datagram.
-- Grain: apid.
select
    datagrams.apid,
    max_by(datagrams.crate, datagrams.last_event_met) as crate,
    max(datagrams.last_event_met) as last_event_met,
    max_by(datagrams.run_id, datagrams.last_event_met) as run_id,
    max_by(deliveries.downlink, datagrams.last_event_met) as downlink,
    max(deliveries.received_at) as received_at
from raw.datagrams as datagrams
inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
group by datagrams.apid
order by datagrams.apid
