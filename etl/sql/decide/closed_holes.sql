-- A hole that is missing no longer as it was known: data filled it, or left smaller holes of it,
-- an operator accepted the run without the stream, or what bounded it is ignored now and it is
-- part of a larger one.
-- Grain: hole_id.
with

rests as (
    select distinct origin_id as hole_id
    from hole_origins
    where not is_same
),

wider as (
    select distinct known.hole_id
    from known_holes as known
    inner join missing
        on
            known.run_id = missing.run_id
            and known.apid = missing.apid
            and known.first_datagram >= missing.first_datagram
            and (
                missing.last_datagram is null
                or known.last_datagram <= missing.last_datagram
            )
)

select
    known.hole_id,
    known.run_id,
    known.apid,
    known.hole_kind,
    known.first_datagram,
    known.last_datagram,
    case
        when run_facts.run_id is null then 'ignored'
        when rests.hole_id is not null then 'partly_filled'
        when known.hole_kind = 'stream' and run_facts.seen_epus <= seen_before.seen_epus
            then 'accepted'
        when wider.hole_id is not null then 'ignored'
        else 'filled'
    end as hole_state,
    known.after_gem_sequence,
    known.before_gem_sequence,
    known.after_met,
    known.before_met,
    known.first_seen_at,
    known.first_seen_ordinal,
    $now as changed_at,
    coalesce(deciders.deciders, $cause) as changed_by,
    known.decision_id
from known_holes as known
left join run_facts on known.run_id = run_facts.run_id
left join core.runs as seen_before
    on known.run_id = seen_before.run_id and seen_before.until_hand_off is null
left join deciders on known.run_id = deciders.run_id
left join rests on known.hole_id = rests.hole_id
left join wider on known.hole_id = wider.hole_id
where known.hole_id not in (select living_holes.hole_id from living_holes)
