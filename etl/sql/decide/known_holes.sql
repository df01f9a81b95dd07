-- A hole that was alive before this hand-off.
-- Grain: hole_id.
select holes.*
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state in ('open', 'written_off')
    and holes.run_id in (select touched.run_id from touched)
