-- Which alerts stand
-- What is wrong by kind, missing data first, how many of each, and since when the oldest stands.
-- Grain: alert_kind.
select
    alerts.alert_kind,
    alerts.severity,
    count(*) as alert_count,
    min(alerts.raised_at) as first_raised_at,
    max(alerts.changed_at) as last_changed_at,
    min_by(alerts.message, alerts.raised_at) as oldest
from ops.alerts as alerts
where alerts.cleared_at is null
group by alerts.alert_kind, alerts.severity
order by
    alerts.alert_kind not in (
        'hole', 'packet_gap', 'undecodable_datagram', 'malformed_packets', 'missing_file'
    ),
    alert_count desc,
    alerts.alert_kind
