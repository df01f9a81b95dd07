-- A range of GEM sequences that is withheld now, and the hole it waits for: the shadows, and the
-- single events that wait beside one.
-- Grain: run_id, first_gem_sequence.
select
    run_id,
    hole_id,
    first_gem_sequence::ubigint as first_gem_sequence,
    last_gem_sequence::ubigint as last_gem_sequence
from withheld
union all
select
    run_id,
    hole_id,
    first_gem_sequence,
    last_gem_sequence
from single_events
where hole_id is not null
