-- Alerts of files and deliveries whose cause is gone.
-- Grain: the cleared alerts.
update ops.alerts
set cleared_at = $at, changed_at = $at
where cleared_at is null and alert_id in (select ended.alert_id from ended)
