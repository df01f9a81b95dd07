-- Record a decision.
-- Grain: one row.
insert into ops.decisions (
    decision_id,
    action,
    run_id,
    hole_id,
    downlink,
    epus,
    decided_by,
    decided_at,
    why,
    undoes_decision_id,
    as_of_ordinal,
    hand_off_number
)
select
    (select coalesce(max(known.decision_id), 0) + 1 from ops.decisions as known) as decision_id,
    $action as action,
    $run_id as run_id,
    $hole_id as hole_id,
    $downlink as downlink,
    $epus as epus,
    $decided_by as decided_by,
    $decided_at as decided_at,
    $why as why,
    $undoes_decision_id as undoes_decision_id,
    $ordinal as as_of_ordinal,
    $hand_off as hand_off_number
