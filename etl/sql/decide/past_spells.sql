-- An earlier time for which a datagram counted, of those that count now: it was passed over after
-- that, and is in the chunks of that time.
-- Grain: datagram_id, since_hand_off.
select
    datagrams.run_id,
    datagrams.datagram_id,
    datagrams.event_count,
    datagrams.first_gem_sequence,
    datagrams.last_gem_sequence,
    known.since_hand_off,
    known.until_hand_off
from current_datagrams as datagrams
inner join core.datagrams as known
    on
        datagrams.run_id = known.run_id
        and datagrams.datagram_id = known.datagram_id
        and datagrams.current_since_hand_off > known.current_since_hand_off
where known.datagram_fate = 'current' and known.until_hand_off is not null
