-- Alerts that do not stand yet.
-- Grain: the new alerts.
insert into ops.alerts (
    alert_id, alert_kind, subject, severity, message, run_id, ordinal, raised_at, changed_at
)
select
    (select coalesce(max(alerts.alert_id), 0) from ops.alerts as alerts)
    + row_number() over (order by found.run_id, found.alert_kind, found.subject) as alert_id,
    found.alert_kind,
    found.subject,
    found.severity,
    found.message,
    found.run_id,
    $ordinal as ordinal,
    $now as raised_at,
    $now as changed_at
from standing_alerts as found
where not exists (
    select 1
    from ops.alerts as standing
    where
        standing.cleared_at is null
        and standing.alert_kind = found.alert_kind
        and standing.subject = found.subject
)
