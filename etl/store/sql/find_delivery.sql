-- The delivery whose files have these bytes, under whatever name it came.
-- Grain: ordinal.
select
    deliveries.ordinal,
    deliveries.downlink
from raw.deliveries as deliveries
where deliveries.sha256 = $sha256
