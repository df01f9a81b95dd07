-- A chunk that begins at or before the last GEM sequence of the chunk before it.
-- Grain: run_id, detail.
-- Title: No GEM sequence is in two chunks of a run.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: failed_check.
-- Stops publication: yes.
-- Codes: none.
with

ordered as (
    select
        run_id,
        chunk_number,
        first_gem_sequence,
        lag(last_gem_sequence) over run as previous_gem_sequence
    from core.chunks
    where until_hand_off is null
    window run as (partition by run_id order by covers_first_gem_sequence, chunk_number)
)

select
    ordered.run_id,
    format(
        'chunk {} begins at GEM {}, the one before ends at {}',
        ordered.chunk_number,
        ordered.first_gem_sequence,
        ordered.previous_gem_sequence
    ) as detail
from ordered
where ordered.first_gem_sequence <= ordered.previous_gem_sequence
