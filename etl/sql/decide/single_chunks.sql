-- A run that has a current chunk of one event.
-- Grain: run_id.
select new_chunks.run_id
from new_chunks
where new_chunks.event_count = 1
union
select chunks.run_id
from core.chunks as chunks
left join replaced_chunks as replaced using (run_id, chunk_number)
where
    chunks.until_hand_off is null
    and chunks.event_count = 1
    and chunks.run_id in (select touched.run_id from touched)
    and replaced.run_id is null
