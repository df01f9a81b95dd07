-- A delivery of packets with the digest of its content, the hand-off that changed their fates last,
-- and when that was.
-- Grain: ordinal.
with

changes as (
    select
        ordinal,
        max(greatest(since_hand_off, coalesce(until_hand_off, 0))) as hand_off_number
    from core.packets
    group by ordinal
)

select
    changes.ordinal,
    deliveries.sha256,
    changes.hand_off_number,
    epoch_us(hand_offs.opened_at) as opened_us
from changes
inner join raw.deliveries as deliveries on changes.ordinal = deliveries.ordinal
inner join ops.hand_offs as hand_offs on changes.hand_off_number = hand_offs.hand_off_number
order by changes.ordinal
