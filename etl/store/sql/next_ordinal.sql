-- The ordinal of the next delivery.
-- Grain: one row.
select coalesce(max(deliveries.ordinal), 0) + 1 as ordinal
from raw.deliveries as deliveries
