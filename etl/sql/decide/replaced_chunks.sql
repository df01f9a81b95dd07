-- A standing chunk that is current no longer: made again, or its range given up.
-- Grain: run_id, chunk_number.
select
    chunks.run_id,
    chunks.chunk_number
from standing_chunks as chunks
left join kept_chunks as kept using (run_id, chunk_number)
left join cut_ranges as ranges using (run_id, chunk_number)
where kept.run_id is null or ranges.run_id is not null
