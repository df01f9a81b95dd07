-- What a standing alert of an undecodable datagram is about.
-- Grain: subject.
select alerts.subject
from ops.alerts as alerts
where alerts.alert_kind = 'undecodable_datagram' and alerts.cleared_at is null
order by alerts.subject
