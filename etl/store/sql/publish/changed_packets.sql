-- A delivery of packets and the hand-off that changed their fates last.
-- Grain: ordinal.
select
    ordinal,
    max(greatest(since_hand_off, coalesce(until_hand_off, 0))) as hand_off_number
from core.packets
group by ordinal
order by ordinal
