-- A table that does not change with deliveries. {source} is filled in by the snapshot.
-- Grain: that of {source}.
select *
from {source}
