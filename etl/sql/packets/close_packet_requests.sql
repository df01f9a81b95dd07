-- A request for packets ends when none of those that it asks for is missing any more.
-- Grain: the filled requests.
update ops.packet_requests as requests
set until_hand_off = $hand_off
where
    requests.until_hand_off is null
    and not exists (
        select 1
        from core.packet_gaps as gaps
        where
            gaps.until_hand_off is null
            and gaps.scid = requests.scid
            and gaps.apid = requests.apid
            and gaps.first_missing_count <= requests.last_missing_count
            and gaps.last_missing_count >= requests.first_missing_count
    )
