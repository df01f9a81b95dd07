-- A chunk whose last GEM sequence is less than its first, or outside what it covers.
-- Grain: run_id, detail.
-- Title: A chunk ends where it begins or later, inside the range it covers.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: failed_check.
-- Stops publication: yes.
-- Codes: none.
select
    chunks.run_id,
    format(
        'chunk {} holds GEM {} to {}',
        chunks.chunk_number,
        chunks.first_gem_sequence,
        chunks.last_gem_sequence
    ) as detail
from core.chunks as chunks
where chunks.until_hand_off is null and (
    chunks.last_gem_sequence < chunks.first_gem_sequence
    or chunks.first_gem_sequence < chunks.covers_first_gem_sequence
    or chunks.last_gem_sequence > chunks.covers_last_gem_sequence
)
