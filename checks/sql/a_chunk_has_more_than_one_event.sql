-- A chunk of a single event, which Level 1 refuses.
-- Grain: run_id, detail.
-- Title: A chunk has more than one event.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: single_event.
-- Stops publication: no.
-- Told by: single_event.
-- Codes: none.
select
    chunks.run_id,
    format('chunk {} has {} event', chunks.chunk_number, chunks.event_count) as detail
from core.chunks as chunks
where chunks.until_hand_off is null and chunks.event_count < 2
