-- A decision of an operator, or of the patience rule, that no later decision undid.
-- Grain: decision_id.
select decisions.*
from ops.decisions as decisions
where
    decisions.hand_off_number <= $hand_off
    and decisions.undoes_decision_id is null
    and not exists (
        select 1
        from ops.decisions as undoing
        where
            undoing.undoes_decision_id = decisions.decision_id
            and undoing.hand_off_number <= $hand_off
    )
