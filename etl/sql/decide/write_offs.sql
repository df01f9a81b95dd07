-- A missing range that is given up: it lies in one that was, and is no new end of a stream.
-- Grain: run_id, apid, hole_kind, first_datagram.
select
    missing.run_id,
    missing.apid,
    missing.hole_kind,
    missing.first_datagram,
    min(lost.decision_id) as decision_id
from missing
inner join lost_ranges as lost
    on
        missing.run_id = lost.run_id
        and missing.apid is not distinct from lost.apid
        and coalesce(missing.first_datagram, 0) >= coalesce(lost.first_datagram, 0)
        and (
            lost.last_datagram is null
            or missing.last_datagram <= lost.last_datagram
        )
        and (
            missing.hole_kind <> 'trailing'
            or missing.first_datagram = lost.first_datagram
        )
group by all
