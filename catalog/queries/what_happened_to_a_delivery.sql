-- What happened to a delivery
-- Every stage that worked on it, in order, how long it took and what it said.
-- $delivery: the delivery, by its id or ordinal
-- Grain: outcome_id.
select
    outcomes.outcome_id,
    outcomes.stage,
    outcomes.attempt,
    outcomes.started_at,
    epoch(outcomes.ended_at - outcomes.started_at) as duration_s,
    outcomes.is_success,
    outcomes.detail
from ops.outcomes as outcomes
inner join ops.hand_offs as hand_offs on outcomes.hand_off_number = hand_offs.hand_off_number
where hand_offs.ordinal = $delivery and hand_offs.brought_by = 'delivery'
order by outcomes.outcome_id
