-- Up to which hand-off the marts stand, none if there are none or their last build failed.
-- Grain: one row.
select if(bool_and(outcomes.is_success), max(outcomes.hand_off_number), null) as built_to
from ops.outcomes as outcomes
where
    outcomes.outcome_id = (
        select max(attempts.outcome_id)
        from ops.outcomes as attempts
        where attempts.stage = 'models'
    )
