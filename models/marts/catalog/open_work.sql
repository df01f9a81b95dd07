-- What waits, and for what: a hole for data, a held run for its reason, a hand-off for a cycle.
-- Grain: work_kind, subject.
select
    'hole' as work_kind,
    holes.hole_id::varchar as subject,
    holes.run_id,
    'APID ' || coalesce(holes.apid::varchar, '?') || ', datagram '
    || coalesce(holes.first_datagram::varchar, '?') || ' to '
    || coalesce(holes.last_datagram::varchar, '?') as waits_for,
    holes.withheld_count as event_count,
    holes.first_seen_at as since_at
from {{ ref('stg_holes') }} as holes
where holes.hole_state = 'open'
union all
select
    'held_run' as work_kind,
    runs.run_id::varchar as subject,
    runs.run_id,
    runs.held_reason as waits_for,
    runs.held_count as event_count,
    hand_offs.opened_at as since_at
from {{ ref('stg_runs') }} as runs
inner join {{ ref('stg_hand_offs') }} as hand_offs
    on runs.since_hand_off = hand_offs.hand_off_number
where runs.run_state = 'held'
union all
select
    'hand_off' as work_kind,
    hand_offs.hand_off_number::varchar as subject,
    null as run_id,
    'halfpipe cycle' as waits_for,
    null as event_count,
    hand_offs.opened_at as since_at
from {{ ref('stg_hand_offs') }} as hand_offs
where hand_offs.handed_off_at is null
