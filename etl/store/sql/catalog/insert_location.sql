-- Record where a version lies. It was checked as it was written.
-- Grain: one row.
insert into catalog.locations (
    version_id, site, path, size_bytes, sha256, scan_status, scanned_at
)
select
    max(versions.version_id) as version_id,
    $site as site,
    $path as path,
    $size_bytes as size_bytes,
    $sha256 as sha256,
    'ok' as scan_status,
    $created_at as scanned_at
from catalog.versions as versions
