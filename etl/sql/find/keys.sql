-- A key under which the catalog knows something of its products.
-- Grain: key.
select distinct metadata.key
from catalog.metadata as metadata
order by metadata.key
