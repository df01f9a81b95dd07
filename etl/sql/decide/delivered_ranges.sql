-- The range of a chunk that is current after this hand-off, and the hand-off it was made at.
-- Grain: run_id, chunk_number.
select
    chunks.run_id,
    chunks.covers_first_gem_sequence as first_gem_sequence,
    chunks.covers_last_gem_sequence as last_gem_sequence,
    chunks.since_hand_off
from core.chunks as chunks
left join replaced_chunks as replaced using (run_id, chunk_number)
where
    chunks.until_hand_off is null
    and chunks.run_id in (select touched.run_id from touched)
    and replaced.run_id is null
union all
select
    new_chunks.run_id,
    new_chunks.covers_first_gem_sequence as first_gem_sequence,
    new_chunks.covers_last_gem_sequence as last_gem_sequence,
    $hand_off as since_hand_off
from new_chunks
