-- What of a gap of packets stands on request already.
-- Grain: one row a gap and request.
select
    gaps.range_id,
    requests.first_missing_count as first_missing,
    requests.last_missing_count as last_missing
from askable as gaps
inner join ops.packet_requests as requests
    on
        gaps.scid = requests.scid
        and gaps.apid = requests.apid
        and gaps.first_missing <= requests.last_missing_count
        and gaps.last_missing >= requests.first_missing_count
where requests.until_hand_off is null
