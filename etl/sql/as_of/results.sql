-- Results of checks that ended before the hand-off after the delivery looked back to. {source} is
-- filled in by the snapshot.
-- Grain: that of {source}.
select results.*
from {source} as results
where
    coalesce(
        results.checked_at < (
            select min(hand_offs.opened_at)
            from snapshot.ops.hand_offs as hand_offs
            where hand_offs.hand_off_number > getvariable('as_of_hand_off')::bigint
        ),
        true
    )
