-- Bring the standing alert of a kind and subject up to date.
-- Grain: at most one row.
update ops.alerts
set message = $message, severity = $severity, changed_at = $at
where
    alert_kind = $alert_kind
    and subject = $subject
    and cleared_at is null
    and (message <> $message or severity <> $severity)
