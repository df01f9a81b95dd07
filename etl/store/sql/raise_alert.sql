-- Raise an alert unless one of this kind and subject stands already.
-- Grain: one row.
insert into ops.alerts (
    alert_id, alert_kind, subject, severity, message, run_id, ordinal, raised_at, changed_at
)
select
    (select coalesce(max(alerts.alert_id), 0) + 1 from ops.alerts as alerts) as alert_id,
    $alert_kind as alert_kind,
    $subject as subject,
    $severity as severity,
    $message as message,
    $run_id as run_id,
    $ordinal as ordinal,
    $at as raised_at,
    $at as changed_at
where not exists (
    select 1
    from ops.alerts as standing
    where
        standing.alert_kind = $alert_kind
        and standing.subject = $subject
        and standing.cleared_at is null
)
