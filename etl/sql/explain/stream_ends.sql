-- The ends of each stream of a run, as far as received.
-- Grain: apid.
select
    streams.apid,
    streams.first_datagram,
    streams.last_datagram,
    streams.open_action,
    streams.close_action
from core.streams as streams
where streams.run_id = $run_id and streams.until_hand_off is null
order by streams.apid
