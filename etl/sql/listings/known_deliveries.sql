-- A step of the state by its downlink id: a delivery, or a batch of decisions.
-- Grain: hand_off_number.
select
    hand_offs.downlink,
    if(hand_offs.brought_by = 'delivery', hand_offs.ordinal, 0) as ordinal
from ops.hand_offs as hand_offs
order by hand_offs.hand_off_number
