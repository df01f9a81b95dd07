-- A chunk file that a hand-off delivers.
-- Grain: run_id, chunk_number.
select
    chunks.run_id,
    chunks.chunk_number,
    chunks.version,
    chunks.first_gem_sequence,
    chunks.last_gem_sequence,
    chunks.event_count,
    chunks.path,
    chunks.sha256,
    chunks.size_bytes
from core.chunks as chunks
where chunks.since_hand_off = $hand_off
order by chunks.run_id, chunks.covers_first_gem_sequence
