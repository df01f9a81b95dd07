-- A decision that concerns a run: on it, on a delivery that brought it, or on everything; with the
-- decision that undid it where there is one.
-- Grain: decision_id.
select
    decisions.*,
    undoing.decision_id as undone_by_decision_id
from ops.decisions as decisions
left join ops.decisions as undoing on decisions.decision_id = undoing.undoes_decision_id
where
    decisions.run_id = $run_id
    or (decisions.run_id is null and decisions.downlink is null)
    or decisions.downlink in (
        select deliveries.downlink
        from raw.datagrams as datagrams
        inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
        where datagrams.run_id = $run_id
    )
order by decisions.decision_id
