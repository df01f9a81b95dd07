-- A run with more livetime than time between its first and its last event.
-- Grain: run_id.
-- Title: A run has no more livetime than time.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_LIVETIME_RATIO.
with

runs as (
    select
        run_id,
        sum(elapsed_step) as elapsed_ticks,
        sum(livetime_step) as livetime_ticks
    from event_steps
    group by run_id
)

select
    runs.run_id,
    format('{} ticks of livetime in {}', runs.livetime_ticks, runs.elapsed_ticks) as detail
from runs
where runs.elapsed_ticks > 0 and runs.livetime_ticks > runs.elapsed_ticks
