-- Forget the groups that began and ended in this hand-off: they never stood.
-- Grain: one statement.
delete from core.packet_groups
where since_hand_off = $hand_off and until_hand_off = $hand_off
