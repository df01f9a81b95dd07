-- What of a hole that may be asked for stands on request already.
-- Grain: one row a hole and request.
select
    holes.range_id,
    coalesce(requests.first_datagram, 0) as first_missing,
    coalesce(requests.last_datagram, $endless) as last_missing
from askable as holes
inner join ops.requests as requests
    on
        holes.run_id = requests.run_id
        and holes.apid is not distinct from requests.apid
        and holes.first_missing <= coalesce(requests.last_datagram, $endless)
        and holes.last_missing >= coalesce(requests.first_datagram, 0)
where requests.until_hand_off is null
