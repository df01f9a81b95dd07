-- The one copy that counts of each datagram known, and since which hand-off it counts.
-- Grain: run_id, apid, datagram_sequence.
select
    datagrams.datagram_id,
    datagrams.ordinal,
    datagrams.file_id,
    datagrams.run_id,
    datagrams.apid,
    datagrams.datagram_sequence,
    datagrams.event_count,
    datagrams.open_action,
    datagrams.close_action,
    datagrams.crate,
    datagrams.first_gem_sequence,
    datagrams.last_gem_sequence,
    datagrams.first_event_met,
    datagrams.last_event_met,
    datagrams.hardware_key,
    datagrams.software_key,
    coalesce(known.current_since_hand_off, $hand_off) as current_since_hand_off
from datagram_fates as fates
inner join raw.datagrams as datagrams
    on
        fates.datagram_id = datagrams.datagram_id
        and fates.run_id = datagrams.run_id
left join core.datagrams as known
    on
        fates.datagram_id = known.datagram_id
        and fates.run_id = known.run_id
        and known.until_hand_off is null
        and known.datagram_fate = 'current'
where fates.datagram_fate = 'current'
