-- A run of which this hand-off has chunks to write.
-- Grain: run_id.
select distinct chunks.run_id
from core.chunks as chunks
where chunks.since_hand_off = $hand_off and chunks.path is null
order by chunks.run_id
