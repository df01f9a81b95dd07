-- Slowest hand-offs
-- From the receipt of a delivery to the end of its hand-off, the longest first.
-- $limit = 20: how many to show
-- Grain: hand_off_number.
select
    hand_offs.hand_off_number,
    hand_offs.downlink,
    deliveries.received_at,
    max(outcomes.ended_at) as handed_off_at,
    epoch(max(outcomes.ended_at) - deliveries.received_at) as duration_s,
    sum(epoch(outcomes.ended_at - outcomes.started_at)) as work_s,
    max_by(
        outcomes.stage, outcomes.ended_at - outcomes.started_at
    ) as slowest_stage,
    deliveries.size_bytes
from ops.hand_offs as hand_offs
inner join raw.deliveries as deliveries
    on hand_offs.ordinal = deliveries.ordinal and hand_offs.brought_by = 'delivery'
inner join ops.outcomes as outcomes on hand_offs.hand_off_number = outcomes.hand_off_number
group by
    hand_offs.hand_off_number,
    hand_offs.downlink,
    deliveries.received_at,
    deliveries.size_bytes
having bool_or(outcomes.stage = 'hand_off' and outcomes.is_success)
order by duration_s desc
limit $limit
