-- Which products were not verified for long
-- Locations that nobody looked at for some days, the longest first.
-- $days = 7: how many days
-- Grain: version_id, site, path.
select
    versions.run_id,
    locations.path,
    locations.scanned_at,
    locations.size_bytes
from catalog.locations as locations
inner join catalog.versions as versions on locations.version_id = versions.version_id
where coalesce(locations.scanned_at < $now::timestamp - to_days($days::integer), true)
order by locations.scanned_at nulls first, locations.path
