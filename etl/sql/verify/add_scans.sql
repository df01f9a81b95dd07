-- Keep what was found where it is not what was found before.
-- Grain: version_id, site, path.
insert into catalog.scans by name
with

last_scans as (
    select
        version_id,
        site,
        path,
        max_by(row(size_bytes, sha256, scan_status), scanned_at) as was_found
    from catalog.scans
    group by version_id, site, path
)

select found.*
from found
left join last_scans
    on
        found.version_id = last_scans.version_id
        and found.site = last_scans.site
        and found.path = last_scans.path
where
    row(found.size_bytes, found.sha256, found.scan_status)
    is distinct from last_scans.was_found
