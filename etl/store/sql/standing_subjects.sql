-- The subject of an alert of one kind that stands.
-- Grain: subject.
select alerts.subject
from ops.alerts as alerts
where alerts.alert_kind = $kind and alerts.cleared_at is null
