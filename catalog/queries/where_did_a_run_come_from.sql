-- Where did a run come from
-- The files that brought datagrams of a run, in the order they came, and how many count.
-- $run: the run
-- Grain: file_id, apid.
select
    deliveries.ordinal,
    deliveries.downlink,
    files.file_name,
    fates.apid,
    min(fates.datagram_sequence) as first_datagram,
    max(fates.datagram_sequence) as last_datagram,
    count(*) as datagram_count,
    count(*) filter (where fates.datagram_fate = 'current') as current_count
from core.datagrams as fates
inner join raw.datagrams as copies on fates.datagram_id = copies.datagram_id
inner join raw.files as files on copies.file_id = files.file_id
inner join raw.deliveries as deliveries on files.ordinal = deliveries.ordinal
where fates.until_hand_off is null and fates.run_id = $run
group by deliveries.ordinal, deliveries.downlink, files.file_id, files.file_name, fates.apid
order by deliveries.ordinal, files.file_id, fates.apid
