-- Alerts raised by the delivery looked back to, standing again where they were cleared later.
-- An alert's message is the one it has now. {source} is filled in by the snapshot.
-- Grain: that of {source}.
with

next_hand_off as (
    select min(hand_offs.opened_at) as opened_at
    from snapshot.ops.hand_offs as hand_offs
    where hand_offs.hand_off_number > getvariable('as_of_hand_off')::bigint
)

select
    alerts.* replace (
        if(alerts.cleared_at >= next_hand_off.opened_at, null, alerts.cleared_at) as cleared_at
    )
from {source} as alerts
cross join next_hand_off
where
    coalesce(alerts.ordinal <= getvariable('as_of_ordinal')::bigint, true)
    and coalesce(alerts.raised_at < next_hand_off.opened_at, true)
