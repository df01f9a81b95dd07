-- A delivery that counts, because no decision ignores it.
-- Grain: ordinal.
select
    deliveries.ordinal,
    deliveries.source_name
from raw.deliveries as deliveries
where
    deliveries.downlink not in (
        select decisions.downlink
        from ops.decisions as decisions
        where
            decisions.action = 'ignore'
            and decisions.downlink is not null
            and decisions.decision_id not in (
                select undoing.undoes_decision_id
                from ops.decisions as undoing
                where undoing.undoes_decision_id is not null
            )
    )
