-- A hole that concerns a datagram: it lies in its range, or its whole stream is absent; or, by
-- number, any hole of the run.
-- Grain: hole_id.
select
    holes.* exclude (since_hand_off, until_hand_off),
    deliveries.downlink as first_seen_downlink
from core.holes as holes
left join raw.deliveries as deliveries on holes.first_seen_ordinal = deliveries.ordinal
where
    holes.until_hand_off is null
    and holes.run_id = $run_id
    and (
        holes.hole_id = $hole_id
        or (
            holes.apid = $apid
            and $datagram_sequence >= holes.first_datagram
            and coalesce($datagram_sequence <= holes.last_datagram, true)
        )
        or (
            holes.hole_kind = 'stream'
            and $apid not in (
                select streams.apid
                from core.streams as streams
                where streams.run_id = $run_id and streams.until_hand_off is null
            )
        )
    )
order by holes.hole_id
