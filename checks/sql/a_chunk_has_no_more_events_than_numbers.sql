-- A chunk with more events than GEM sequences, two sweep events besides: Level 1 refuses it.
-- Grain: run_id, detail.
-- Title: A chunk has no more events than GEM sequences.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    chunks.run_id,
    format(
        'chunk {} has {} events, GEM {} to {}',
        chunks.chunk_number,
        chunks.event_count,
        chunks.first_gem_sequence,
        chunks.last_gem_sequence
    ) as detail
from core.chunks as chunks
where
    chunks.until_hand_off is null
    and chunks.event_count
    > chunks.last_gem_sequence::hugeint - chunks.first_gem_sequence::hugeint + 3
