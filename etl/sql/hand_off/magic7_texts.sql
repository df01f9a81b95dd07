-- A delivery whose text of Magic-7 counts since this hand-off, or, being ignored, does not count.
-- Grain: ordinal (delivery).
with

released as (
    select decisions.downlink
    from ops.decisions as decisions
    inner join ops.decisions as undoing
        on decisions.decision_id = undoing.undoes_decision_id
    where
        decisions.action = 'ignore'
        and decisions.hand_off_number < $hand_off
        and undoing.hand_off_number = $hand_off
)

select
    deliveries.ordinal,
    ignored.ordinal is null as is_newly_counted
from raw.deliveries as deliveries
left join ignored_deliveries as ignored on deliveries.ordinal = ignored.ordinal
where
    deliveries.ordinal <= $ordinal
    and (
        ignored.ordinal is not null
        or (deliveries.ordinal = $ordinal and $is_delivery)
        or deliveries.downlink in (select released.downlink from released)
    )
