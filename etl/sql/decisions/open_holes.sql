-- An open hole of a run, of one of its streams, or the one around a datagram. One before a first
-- datagram, number 0, that is no start has no number in it, and is called by that datagram's.
-- Grain: hole_id.
select holes.hole_id
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state = 'open'
    and holes.run_id = $run_id
    and coalesce(holes.apid = $apid, $apid is null)
    and (
        $datagram_sequence is null
        or holes.first_datagram = $datagram_sequence
        or (
            coalesce(holes.first_datagram <= $datagram_sequence, true)
            and coalesce(holes.last_datagram >= $datagram_sequence, true)
        )
    )
order by holes.hole_id
