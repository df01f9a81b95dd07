-- A hole that concerns a datagram: it lies in its range, is what came before the first one, number
-- 0, that is no start, or its whole stream is absent; or, by number, any hole of the run.
-- Grain: hole_id.
select
    holes.* exclude (since_hand_off, until_hand_off)
    replace (
        if(
            holes.hole_state = 'open' and exists (
                select 1
                from ops.requests as requests
                where
                    requests.run_id = holes.run_id
                    and requests.apid is not distinct from holes.apid
                    and coalesce(requests.first_datagram <= holes.last_datagram, true)
                    and coalesce(requests.last_datagram >= holes.first_datagram, true)
                    and requests.until_hand_off is null
            ),
            'requested',
            holes.hole_state
        ) as hole_state,
        if(
            holes.last_datagram < holes.first_datagram, null, holes.last_datagram
        ) as last_datagram
    ),
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
            and (
                $datagram_sequence = holes.first_datagram
                or (
                    $datagram_sequence > holes.first_datagram
                    and coalesce($datagram_sequence <= holes.last_datagram, true)
                )
            )
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
