-- An event of a datagram that counts, of a run that is being checked.
-- Grain: run_id, apid, gem_sequence.
select
    events.*,
    fates.datagram_sequence,
    events.event_met - events.run_id as since_run_s
from raw.events as events
inner join core.datagrams as fates
    on events.datagram_id = fates.datagram_id and events.run_id = fates.run_id
inner join checked_runs as checked on events.run_id = checked.run_id
where fates.until_hand_off is null and fates.datagram_fate = 'current'
