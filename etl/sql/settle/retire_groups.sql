-- End the groups that stand otherwise now.
-- Grain: one statement.
update core.packet_groups as known
set until_hand_off = $hand_off
from settled_groups as settled
where
    settled.group_state <> settled.former_state
    and known.until_hand_off is null
    and known.scid = settled.scid
    and known.apid = settled.apid
    and known.first_count = settled.first_count
