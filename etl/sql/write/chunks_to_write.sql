-- A chunk of the run that this hand-off has to write, with what its header says.
-- Grain: chunk_number.
select
    chunks.chunk_number,
    chunks.version,
    chunks.event_count,
    chunks.first_gem_sequence,
    chunks.last_gem_sequence,
    runs.moot_key,
    runs.moot_alias,
    chunks.sha256
from core.chunks as chunks
inner join core.runs as runs
    on
        chunks.run_id = runs.run_id
        and runs.since_hand_off <= $hand_off
        and (runs.until_hand_off is null or runs.until_hand_off > $hand_off)
where
    chunks.run_id = $run_id
    and chunks.since_hand_off = $hand_off
    and (chunks.path is null or $again)
order by chunks.covers_first_gem_sequence
