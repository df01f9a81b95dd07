-- Alerts of files and deliveries whose cause is there again: what had ended it no longer counts.
-- Grain: the new alerts.
insert into ops.alerts (
    alert_id, alert_kind, subject, severity, message, run_id, ordinal, raised_at, changed_at
)
select
    (select coalesce(max(alerts.alert_id), 0) from ops.alerts as alerts)
    + row_number() over (order by file_alerts.alert_id) as alert_id,
    file_alerts.alert_kind,
    file_alerts.subject,
    file_alerts.severity,
    file_alerts.message,
    file_alerts.run_id,
    file_alerts.ordinal,
    $at as raised_at,
    $at as changed_at
from file_alerts
where
    file_alerts.cleared_at is not null
    and file_alerts.alert_id not in (select ended.alert_id from ended)
