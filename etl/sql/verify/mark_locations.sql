-- Say of each location what was found there, and when.
-- Grain: the locations that were looked at.
update catalog.locations
set
    scan_status = found.scan_status,
    scanned_at = found.scanned_at
from found
where
    locations.version_id = found.version_id
    and locations.site = found.site
    and locations.path = found.path
