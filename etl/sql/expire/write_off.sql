-- Decide to write off each hole that has been open since before $before.
-- Grain: one decision a hole.
insert into ops.decisions (
    decision_id,
    action,
    run_id,
    hole_id,
    decided_by,
    decided_at,
    why,
    as_of_ordinal,
    hand_off_number
)
select
    (select coalesce(max(known.decision_id), 0) from ops.decisions as known)
    + row_number() over (order by holes.hole_id) as decision_id,
    'write-off' as action,
    holes.run_id,
    holes.hole_id,
    'hole_patience' as decided_by,
    $now as decided_at,
    $why as why,
    $ordinal as as_of_ordinal,
    $hand_off as hand_off_number
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state = 'open'
    and holes.hole_kind <> 'stream'
    and holes.first_seen_at <= $before
