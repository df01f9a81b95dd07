-- A stage that a hand-off has behind it.
-- Grain: stage.
select distinct outcomes.stage
from ops.outcomes as outcomes
where outcomes.hand_off_number = $hand_off_number and outcomes.is_success
