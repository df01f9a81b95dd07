-- A file that was found missing or changed when it was read again.
-- Grain: run_id, offender.
-- Title: Products are on disk as they were registered.
-- Looks at: products.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: product_differs.
-- Stops publication: no.
-- Told by: product_differs.
-- Codes: none.
select
    versions.run_id,
    locations.path as offender,
    locations.scan_status as detail
from catalog.locations as locations
inner join catalog.versions as versions on locations.version_id = versions.version_id
where locations.scan_status in ('missing', 'changed')
