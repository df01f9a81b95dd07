-- A run in more chunks than Level 1 takes.
-- Grain: run_id.
-- Title: A run has at most 1000 chunks.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    chunks.run_id,
    format('{} chunks', count(*)) as detail
from core.chunks as chunks
where chunks.until_hand_off is null
group by chunks.run_id
having count(*) > 1000
