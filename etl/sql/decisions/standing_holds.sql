-- A hold or an ignore of exactly this run, this delivery or everything that nothing undid.
-- Grain: decision_id.
select decisions.decision_id
from ops.decisions as decisions
where
    decisions.action in ('hold', 'ignore')
    and decisions.run_id is not distinct from $run_id
    and decisions.downlink is not distinct from $downlink
    and decisions.decision_id not in (
        select undoing.undoes_decision_id
        from ops.decisions as undoing
        where undoing.undoes_decision_id is not null
    )
order by decisions.decision_id
