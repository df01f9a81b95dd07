-- What an operator or patience decided, about what, and which decision undid it. Of a run: those on
-- it, on a delivery that brought it, and on everything. One that no cycle has seen is not taken up.
-- Grain: decision_id.
with

holes as (
    select distinct
        hole_id,
        run_id,
        apid,
        first_datagram
    from core.holes
),

taken_up as (
    select hand_off_number
    from ops.outcomes
    where stage = 'decide' and is_success
)

select
    decisions.decision_id,
    decisions.action,
    case
        when holes.apid is not null
            then printf('r%010d/%d/%d', holes.run_id, holes.apid, holes.first_datagram)
        when holes.hole_id is not null then printf('r%010d, absent stream', holes.run_id)
        when decisions.run_id is not null then printf('r%010d', decisions.run_id)
        when decisions.downlink is not null then printf('delivery %09d', decisions.downlink)
        else 'everything'
    end as target,
    decisions.epus,
    decisions.decided_by,
    decisions.decided_at,
    decisions.why,
    decisions.undoes_decision_id,
    undoing.decision_id as undone_by_decision_id,
    decisions.hand_off_number in (
        select taken_up.hand_off_number from taken_up
    ) as is_taken_up,
    decisions.run_id,
    decisions.hole_id,
    decisions.downlink,
    decisions.as_of_ordinal,
    decisions.hand_off_number
from ops.decisions as decisions
left join ops.decisions as undoing on decisions.decision_id = undoing.undoes_decision_id
left join ops.decisions as undone on decisions.undoes_decision_id = undone.decision_id
left join holes on coalesce(decisions.hole_id, undone.hole_id) = holes.hole_id
where
    decisions.decision_id > $after_id
    and (
        $run_id is null
        or decisions.run_id = $run_id
        or (decisions.run_id is null and decisions.downlink is null)
        or decisions.downlink in (
            select deliveries.downlink
            from raw.datagrams as datagrams
            inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
            where datagrams.run_id = $run_id
        )
    )
order by decisions.decision_id
