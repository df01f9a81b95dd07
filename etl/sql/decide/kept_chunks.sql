-- A chunk that keeps its range. One whose content shrank to nothing or to one event, which Level 1
-- refuses, gives its range up.
-- Grain: run_id, chunk_number.
select
    chunks.*,
    stale.event_count as stale_event_count
from standing_chunks as chunks
left join stale_chunks as stale using (run_id, chunk_number)
where stale.event_count is null or stale.event_count > 1
