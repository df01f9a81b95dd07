-- The newest FITS file of a run with another count of events than is delivered.
-- Grain: run_id.
-- Title: The newest FITS file of a run has the events that are delivered.
-- Looks at: products.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    versions.run_id,
    format('{} events in the file, {} delivered', versions.event_count, runs.delivered_count)
        as detail
from catalog.versions as versions
inner join catalog.datasets as datasets on versions.dataset_id = datasets.dataset_id
inner join core.runs as runs on versions.run_id = runs.run_id
where
    versions.is_latest
    and datasets.data_type = 'MERGED'
    and runs.until_hand_off is null
    and versions.event_count <> runs.delivered_count
