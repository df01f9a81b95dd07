-- A delivery that a decision ignores.
-- Grain: ordinal (delivery).
select distinct deliveries.ordinal
from raw.deliveries as deliveries
inner join active_decisions as decisions on deliveries.downlink = decisions.downlink
where decisions.action = 'ignore'
