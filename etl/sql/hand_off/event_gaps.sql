-- Where events of a handed run are missing: strictly between two GEM sequences. A gap that nothing
-- of its stream precedes begins at 0, the least number that the file has, and may lack event 0 too;
-- one that nothing follows ends after the last event of the run that came, and is told once it is
-- written off. A hole that leaves no room for an event is no gap.
-- Grain: run_id, hole_id.
with

bounds as (
    select
        run_id,
        max(last_gem_sequence)::hugeint + 1 as after_run
    from core.streams
    where
        since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
    group by run_id
),

missing as (
    select
        holes.hole_id,
        holes.run_id,
        coalesce(holes.after_gem_sequence::hugeint, 0) as last_event_before,
        coalesce(holes.after_gem_sequence::hugeint + 1, 0) as first_possible,
        coalesce(holes.before_gem_sequence::hugeint, bounds.after_run) as first_event_after
    from core.holes as holes
    inner join bounds on holes.run_id = bounds.run_id
    where
        holes.since_hand_off <= $hand_off
        and (holes.until_hand_off is null or holes.until_hand_off > $hand_off)
        and list_contains($run_ids::bigint[], holes.run_id)
        and (
            holes.hole_state = 'written_off'
            or (holes.hole_state = 'open' and holes.hole_kind in ('inner', 'leading'))
        )
)

select
    missing.run_id,
    missing.last_event_before,
    missing.first_event_after
from missing
where missing.first_possible < missing.first_event_after
order by missing.run_id, missing.last_event_before, missing.first_event_after, missing.hole_id
