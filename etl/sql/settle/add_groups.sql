-- Begin the groups that stand otherwise now.
-- Grain: one statement.
insert into core.packet_groups by name
select settled.* exclude (former_state) replace ($hand_off as since_hand_off)
from settled_groups as settled
where settled.group_state <> settled.former_state
