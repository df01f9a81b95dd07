-- The newest delivery, and the last hand-off that knew of none after delivery $ordinal.
-- Grain: one row.
select
    coalesce(max(ordinal), 0) as newest_ordinal,
    coalesce(max(hand_off_number) filter (where ordinal <= $ordinal), 0) as hand_off_number
from snapshot.ops.hand_offs
