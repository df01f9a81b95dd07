-- The GEM sequences among which the events of an open hole must lie, both ends inside.
-- Strictly between the greatest before the hole and the least after; open-ended without neighbour.
-- Grain: hole_id. A hole whose neighbours leave no room casts none.
select
    holes.run_id,
    holes.hole_id,
    coalesce(holes.after_gem_sequence::hugeint + 1, 0) as first_gem_sequence,
    coalesce(
        holes.before_gem_sequence::hugeint - 1, 18446744073709551615
    ) as last_gem_sequence
from holes
inner join run_facts on holes.run_id = run_facts.run_id
where
    holes.hole_state = 'open'
    and run_facts.held_reason is null
    and coalesce(holes.after_gem_sequence::hugeint + 1, 0)
    <= coalesce(holes.before_gem_sequence::hugeint - 1, 18446744073709551615)
