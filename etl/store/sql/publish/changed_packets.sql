-- A delivery of packets with the digest of its content, the range of their ids, the hand-off that
-- changed their fates last, and when that was.
-- Grain: ordinal.
with

changes as (
    select
        ordinal,
        max(greatest(since_hand_off, coalesce(until_hand_off, 0))) as hand_off_number
    from core.packets
    group by ordinal
),

ranges as (
    select
        ordinal,
        min(file_id) * 4294967296 as first_packet_id,
        (max(file_id) + 1) * 4294967296 - 1 as last_packet_id
    from raw.packet_files
    group by ordinal
)

select
    changes.ordinal,
    deliveries.sha256,
    ranges.first_packet_id,
    ranges.last_packet_id,
    changes.hand_off_number,
    epoch_us(hand_offs.opened_at) as opened_us
from changes
inner join ranges on changes.ordinal = ranges.ordinal
inner join raw.deliveries as deliveries on changes.ordinal = deliveries.ordinal
inner join ops.hand_offs as hand_offs on changes.hand_off_number = hand_offs.hand_off_number
order by changes.ordinal
