-- A delivery.
-- Grain: ordinal.
select deliveries.*
from raw.deliveries as deliveries
