-- A chunk file that a hand-off delivered, with what the catalog says of it.
-- Grain: run_id, chunk_number.
select
    chunks.run_id,
    chunks.chunk_number,
    chunks.version,
    chunks.event_count,
    chunks.path,
    chunks.sha256,
    chunks.size_bytes,
    chunks.first_event_met,
    chunks.last_event_met,
    chunks.first_gem_sequence,
    chunks.last_gem_sequence,
    runs.run_type,
    runs.moot_key,
    runs.moot_alias
from core.chunks as chunks
inner join core.runs as runs
    on
        chunks.run_id = runs.run_id
        and runs.since_hand_off <= $hand_off
        and (runs.until_hand_off is null or runs.until_hand_off > $hand_off)
where chunks.since_hand_off = $hand_off
order by chunks.run_id, chunks.chunk_number
