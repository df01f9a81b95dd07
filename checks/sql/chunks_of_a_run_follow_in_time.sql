-- A chunk whose first event is before the last event of the chunk before it.
-- Grain: run_id, detail.
-- Title: The chunks of a run follow one another in time.
-- Looks at: chunks.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
with

ordered as (
    select
        run_id,
        chunk_number,
        first_event_met,
        lag(last_event_met) over run as previous_event_met
    from core.chunks
    where until_hand_off is null
    window run as (partition by run_id order by covers_first_gem_sequence, chunk_number)
)

select
    ordered.run_id,
    format(
        'chunk {} begins {:.6f} s before the end of the one before',
        ordered.chunk_number,
        ordered.previous_event_met - ordered.first_event_met
    ) as detail
from ordered
where ordered.first_event_met < ordered.previous_event_met
