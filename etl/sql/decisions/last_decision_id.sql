-- The number of the newest decision, 0 when there is none.
-- Grain: one row.
select coalesce(max(decisions.decision_id), 0) as decision_id
from ops.decisions as decisions
