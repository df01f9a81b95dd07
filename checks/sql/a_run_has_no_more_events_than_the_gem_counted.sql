-- A run with more events than GEM sequences, two sweep events besides.
-- Grain: run_id.
-- Title: A run has no more events than the GEM counted.
-- Looks at: events.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: GEM_SEQUENCE_NEVENTS.
with

runs as (
    select
        run_id,
        count(*) as event_count,
        max(gem_sequence)::hugeint - min(gem_sequence)::hugeint + 1 as counted
    from event_steps
    group by run_id
)

select
    runs.run_id,
    format('{} events, the GEM counted {}', runs.event_count, runs.counted) as detail
from runs
where runs.event_count > runs.counted + 2
