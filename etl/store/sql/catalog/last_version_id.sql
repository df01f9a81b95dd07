-- The number of the version registered last.
-- Grain: one row.
select max(versions.version_id) as version_id
from catalog.versions as versions
