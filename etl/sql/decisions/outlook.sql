-- What a decision after $after_id is going to change: the run and the hole it is about, as they
-- stand, and what the decision was that it undoes.
-- Grain: decision_id.
select
    decisions.decision_id,
    runs.seen_epus,
    runs.expected_epus,
    runs.held_reason,
    runs.open_hole_count,
    runs.withheld_count + runs.held_count as waiting_count,
    holes.withheld_count as hole_waiting_count,
    undone.action as undone_action
from ops.decisions as decisions
left join core.runs as runs
    on decisions.run_id = runs.run_id and runs.until_hand_off is null
left join core.holes as holes
    on decisions.hole_id = holes.hole_id and holes.until_hand_off is null
left join ops.decisions as undone
    on decisions.undoes_decision_id = undone.decision_id
where decisions.decision_id > $after_id
order by decisions.decision_id
