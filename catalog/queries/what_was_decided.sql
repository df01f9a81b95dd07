-- What was decided, by whom, and why
-- Every decision of operators and of patience, the newest first.
-- Grain: decision_id.
select
    decisions.decision_id,
    decisions.decided_at,
    decisions.decided_by,
    decisions.action,
    decisions.run_id,
    decisions.hole_id,
    decisions.downlink,
    decisions.epus,
    decisions.undoes_decision_id,
    decisions.why
from ops.decisions as decisions
order by decisions.decision_id desc
