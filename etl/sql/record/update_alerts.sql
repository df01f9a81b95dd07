-- Standing alerts whose message changed.
-- Grain: the changed alerts.
update ops.alerts
set message = found.message, severity = found.severity, changed_at = $now
from standing_alerts as found
where
    alerts.cleared_at is null
    and alerts.alert_kind = found.alert_kind
    and alerts.subject = found.subject
    and alerts.message <> found.message
