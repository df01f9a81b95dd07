-- A hole that was alive before this hand-off; one whose write-off was undone is open again.
-- Grain: hole_id.
select
    holes.* replace (
        if(
            holes.hole_state = 'written_off'
            and holes.decision_id not in (
                select active_decisions.decision_id from active_decisions
            ),
            'open',
            holes.hole_state
        ) as hole_state
    ),
    holes.hole_state as recorded_state
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state in ('open', 'requested', 'written_off')
    and holes.run_id in (select touched.run_id from touched)
