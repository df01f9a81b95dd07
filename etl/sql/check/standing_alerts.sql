-- A check of which an alert stands.
-- Grain: subject.
select subject
from ops.alerts
where alert_kind = 'failed_check' and cleared_at is null
order by subject
