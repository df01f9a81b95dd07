-- Where events of a handed run are missing: strictly between two GEM sequences. A gap at an edge of
-- the run is bounded by the run; the end of a stream is a gap once it is written off.
-- Grain: run_id, hole_id.
with

bounds as (
    select
        run_id,
        min(first_gem_sequence)::hugeint - 1 as before_run,
        max(last_gem_sequence)::hugeint + 1 as after_run
    from core.streams
    where
        since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
    group by run_id
)

select
    holes.run_id,
    coalesce(holes.after_gem_sequence::hugeint, bounds.before_run) as last_event_before,
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
order by holes.run_id, last_event_before, first_event_after, holes.hole_id
