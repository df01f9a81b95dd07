-- A missing range, or an absent stream, that a decision in force gave up. Forcing a run gives up
-- all that is missing of it at that time.
-- Grain: run_id, decision_id, apid, hole_kind, first_datagram.
with

decisions as (
    select
        decision_id,
        action,
        run_id,
        hole_id,
        hand_off_number
    from active_decisions
    where
        action in ('write-off', 'force')
        and run_id in (select touched.run_id from touched)
)

select
    decisions.run_id,
    decisions.decision_id,
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    holes.last_datagram
from decisions
inner join core.holes as holes on decisions.hole_id = holes.hole_id
where decisions.action = 'write-off'
union
select
    decisions.run_id,
    decisions.decision_id,
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    holes.last_datagram
from decisions
inner join core.holes as holes
    on
        decisions.run_id = holes.run_id
        and decisions.hand_off_number >= holes.since_hand_off
        and coalesce(decisions.hand_off_number < holes.until_hand_off, true)
where
    decisions.action = 'force'
    and holes.hole_state = 'written_off'
union
select
    decisions.run_id,
    decisions.decision_id,
    missing.apid,
    missing.hole_kind,
    missing.first_datagram,
    missing.last_datagram
from decisions
inner join missing on decisions.run_id = missing.run_id
where
    decisions.action = 'force'
    and decisions.hand_off_number = $hand_off
