-- Alerts on touched runs whose cause is gone.
-- Grain: the cleared alerts.
update ops.alerts
set cleared_at = $now, changed_at = $now
where
    cleared_at is null
    and alert_kind in ('hole', 'conflict', 'held_run', 'single_event', 'config_mismatch')
    and run_id in (select touched.run_id from touched)
    and (alert_kind, subject) not in (
        select
            standing_alerts.alert_kind,
            standing_alerts.subject
        from standing_alerts
    )
