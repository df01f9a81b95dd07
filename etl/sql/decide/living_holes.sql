-- What is missing now, as a hole: one known before, or a new one with the next free number.
-- Grain: hole_id.
with

last_hole as (
    select coalesce(max(holes.hole_id), 0) as hole_id
    from core.holes as holes
),

standing as (
    select
        origins.*,
        write_offs.decision_id,
        greatest(decisions.decided_at, $now) as decided_at,
        coalesce('decision ' || write_offs.decision_id, deciders.deciders, $cause) as changed_by,
        if(write_offs.decision_id is null, 'open', 'written_off') as hole_state,
        coalesce(
            origins.is_same
            or origins.origin_kind in (origins.hole_kind, 'leading'),
            false
        ) as is_known
    from hole_origins as origins
    left join deciders on origins.run_id = deciders.run_id
    left join write_offs
        on
            origins.run_id = write_offs.run_id
            and origins.hole_kind = write_offs.hole_kind
            and origins.apid is not distinct from write_offs.apid
            and origins.first_datagram is not distinct from write_offs.first_datagram
    left join active_decisions as decisions on write_offs.decision_id = decisions.decision_id
),

numbered as (
    select
        *,
        if(
            is_same,
            origin_id,
            (select last_hole.hole_id from last_hole)
            + row_number() over (
                partition by coalesce(is_same, false)
                order by run_id, apid, first_datagram, hole_kind
            )
        ) as hole_id,
        coalesce(is_same and hole_state = origin_state, false) as is_unchanged
    from standing
)

select
    hole_id,
    run_id,
    apid::integer as apid,
    hole_kind,
    first_datagram,
    last_datagram,
    hole_state,
    after_gem_sequence,
    before_gem_sequence,
    after_met,
    before_met,
    if(is_known, origin_seen_at, $now) as first_seen_at,
    if(is_known, origin_seen_ordinal, $ordinal) as first_seen_ordinal,
    if(is_unchanged, origin_changed_at, decided_at) as changed_at,
    if(is_unchanged, origin_changed_by, changed_by) as changed_by,
    decision_id
from numbered
