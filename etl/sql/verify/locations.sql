-- A place where a version lies, as it was registered.
-- Grain: version_id, site, path.
select
    locations.version_id,
    locations.site,
    locations.path,
    locations.size_bytes,
    locations.sha256,
    versions.run_id
from catalog.locations as locations
inner join catalog.versions as versions on locations.version_id = versions.version_id
where $run_id is null or versions.run_id = $run_id
order by locations.path, locations.version_id
