-- A hole as it stands after this hand-off; those that data closed have hole_state filled or
-- partly_filled (its rest lives on as smaller holes).
-- Grain: hole_id.
with

last_hole as (
    select coalesce(max(holes.hole_id), 0) as hole_id
    from core.holes as holes
),

forces as (
    select
        run_id,
        max(decision_id) as decision_id
    from active_decisions
    where action = 'force' and hand_off_number = $hand_off
    group by run_id
),

write_offs as (
    select
        hole_id,
        max(decision_id) as decision_id
    from active_decisions
    where action = 'write-off'
    group by hole_id
),

decided as (
    select
        origins.*,
        coalesce(
            write_offs.decision_id,
            forces.decision_id,
            if(origins.origin_state = 'written_off', origins.origin_decision_id, null)
        ) as decision_id
    from hole_origins as origins
    left join forces on origins.run_id = forces.run_id
    left join write_offs on origins.is_same and origins.origin_id = write_offs.hole_id
),

standing as (
    select
        *,
        case
            when decision_id is not null then 'written_off'
            when is_same then origin_state
            else 'open'
        end as hole_state,
        coalesce(origin_kind = hole_kind or origin_kind = 'leading', false) as is_rest
    from decided
),

numbered as (
    select
        standing.*,
        if(
            is_same,
            origin_id,
            last_hole.hole_id
            + row_number() over (
                partition by coalesce(is_same, false)
                order by run_id, apid, first_datagram, hole_kind
            )
        ) as hole_id,
        coalesce(is_same and hole_state = recorded_state, false) as is_unchanged
    from standing
    cross join last_hole
),

alive as (
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
        if(is_same or is_rest, origin_seen_at, $now) as first_seen_at,
        if(is_same or is_rest, origin_seen_ordinal, $ordinal) as first_seen_ordinal,
        if(is_unchanged, origin_changed_at, $now) as changed_at,
        if(is_unchanged, origin_changed_by, $changed_by) as changed_by,
        decision_id
    from numbered
),

rests as (
    select distinct origin_id as hole_id
    from hole_origins
    where not is_same
),

closed as (
    select
        known.hole_id,
        known.run_id,
        known.apid,
        known.hole_kind,
        known.first_datagram,
        known.last_datagram,
        case
            when run_facts.run_id is null then 'ignored'
            when rests.hole_id is null then 'filled'
            else 'partly_filled'
        end as hole_state,
        known.after_gem_sequence,
        known.before_gem_sequence,
        known.after_met,
        known.before_met,
        known.first_seen_at,
        known.first_seen_ordinal,
        $now as changed_at,
        $changed_by as changed_by,
        known.decision_id
    from known_holes as known
    left join run_facts on known.run_id = run_facts.run_id
    left join rests on known.hole_id = rests.hole_id
    where
        known.hole_id not in (
            select numbered.hole_id from numbered
            where numbered.is_same
        )
)

select * from alive
union all
select * from closed
