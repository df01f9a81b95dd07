-- What was found at each location; empty until verify fills it.
-- Grain: version_id, site, path.
select scans.*
from catalog.scans as scans
where false
