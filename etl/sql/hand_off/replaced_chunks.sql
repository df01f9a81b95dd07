-- A chunk file that a hand-off replaces, and its next version where there is one.
-- Grain: run_id, chunk_number.
select
    old.run_id,
    old.path as old_path,
    coalesce(new.path, '-') as new_path
from core.chunks as old
left join core.chunks as new
    on
        old.run_id = new.run_id
        and old.chunk_number = new.chunk_number
        and old.until_hand_off = new.since_hand_off
where old.until_hand_off = $hand_off
order by old.run_id, old.covers_first_gem_sequence
