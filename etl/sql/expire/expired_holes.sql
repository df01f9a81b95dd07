-- A hole that has been open since before $before. An absent stream waits for an operator.
-- Grain: hole_id.
select holes.hole_id
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state = 'open'
    and holes.hole_kind <> 'stream'
    and holes.first_seen_at <= $before
