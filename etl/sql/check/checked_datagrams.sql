-- A datagram that counts, of a run that is being checked.
-- Grain: datagram_id.
select datagrams.*
from raw.datagrams as datagrams
inner join core.datagrams as fates
    on datagrams.datagram_id = fates.datagram_id and datagrams.run_id = fates.run_id
inner join checked_runs as checked on datagrams.run_id = checked.run_id
where fates.until_hand_off is null and fates.datagram_fate = 'current'
