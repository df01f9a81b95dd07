-- Which products are not as registered
-- What the last verification found missing or changed.
-- Grain: version_id, site, path.
select
    versions.run_id,
    locations.path,
    locations.scan_status,
    locations.scanned_at,
    locations.size_bytes,
    locations.sha256
from catalog.locations as locations
inner join catalog.versions as versions on locations.version_id = versions.version_id
where locations.scan_status <> 'ok'
order by locations.path
