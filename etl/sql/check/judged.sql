-- How many metrics there are to hold against their limits.
-- Grain: one row.
select count(*) as judged_metrics
from judged_metrics
