-- Clear the standing alert of a kind and subject.
-- Grain: at most one row.
update ops.alerts
set cleared_at = $at, changed_at = $at
where alert_kind = $alert_kind and subject = $subject and cleared_at is null
