-- A delivery or hand-off that has this downlink id.
-- Grain: hand_off_number.
select hand_offs.hand_off_number
from ops.hand_offs as hand_offs
where hand_offs.downlink = $downlink
