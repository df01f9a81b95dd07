-- What counting changed, in numbers.
-- Grain: one row.
select
    (
        select count(*) from core.packets as packets
        where packets.since_hand_off = $hand_off
    ) as packet_count,
    (
        select count(*) from core.packet_gaps as gaps
        where gaps.since_hand_off = $hand_off
    ) as gap_count,
    (
        select coalesce(sum(gaps.missing_count), 0)::bigint from core.packet_gaps as gaps
        where gaps.since_hand_off = $hand_off
    ) as missing_count
