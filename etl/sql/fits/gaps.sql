-- The holes of a run as its FITS file tells them.
-- Grain: hole_id.
select
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    if(
        holes.last_datagram < holes.first_datagram, null, holes.last_datagram
    ) as last_datagram,
    holes.after_gem_sequence,
    holes.before_gem_sequence,
    holes.after_met,
    holes.before_met,
    holes.hole_state
from core.holes as holes
where
    holes.run_id = $run_id
    and holes.since_hand_off <= $hand_off
    and (holes.until_hand_off is null or holes.until_hand_off > $hand_off)
    and holes.hole_state in ('open', 'written_off')
order by
    holes.apid,
    holes.first_datagram,
    holes.hole_id
