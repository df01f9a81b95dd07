-- A chunk that was current before this hand-off, of a run that nothing holds. A run whose every
-- copy is ignored has no facts; its chunks then hold nothing, and go.
-- Grain: run_id, chunk_number.
select
    chunks.run_id,
    chunks.chunk_number,
    chunks.version,
    chunks.since_hand_off,
    chunks.covers_first_gem_sequence,
    chunks.covers_last_gem_sequence
from core.chunks as chunks
left join run_facts on chunks.run_id = run_facts.run_id
where
    chunks.until_hand_off is null
    and chunks.run_id in (select touched.run_id from touched)
    and run_facts.held_reason is null
