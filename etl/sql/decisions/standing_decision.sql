-- A decision that nothing undid, and what it is about.
-- Grain: at most one row.
select
    decisions.run_id,
    decisions.downlink
from ops.decisions as decisions
where
    decisions.decision_id = $decision_id
    and decisions.undoes_decision_id is null
    and decisions.decision_id not in (
        select undoing.undoes_decision_id
        from ops.decisions as undoing
        where undoing.undoes_decision_id is not null
    )
