-- A missing range of datagram numbers and what became of it. A trailing hole has no last datagram;
-- an absent stream has no APID and no range.
-- Grain: hole_id.
select
    holes.* exclude (since_hand_off, until_hand_off),
    holes.last_datagram - holes.first_datagram + 1 as missing_count
from core.holes as holes
where
    holes.until_hand_off is null
    and coalesce(holes.run_id = $run_id, true)
    and coalesce(holes.hole_state = $state, true)
    and coalesce(holes.first_seen_ordinal = $ordinal, true)
    and coalesce(holes.before_met >= $since_met, true)
    and coalesce(holes.after_met < $until_met, true)
order by
    holes.run_id,
    holes.apid,
    holes.first_datagram,
    holes.hole_id
