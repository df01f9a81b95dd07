-- What an operator does about alerts, and what they say at that time.
-- Grain: the alerts that are meant.
insert into ops.alert_actions (
    action_id,
    alert_id,
    action,
    severity,
    message,
    silenced_until_at,
    acted_by,
    acted_at,
    why,
    hand_off_number
)
select
    (select coalesce(max(known.action_id), 0) from ops.alert_actions as known)
    + row_number() over (order by alerts.alert_id) as action_id,
    alerts.alert_id,
    $action as action,
    alerts.severity,
    alerts.message,
    $silenced_until_at as silenced_until_at,
    $acted_by as acted_by,
    $at as acted_at,
    $why as why,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as hand_off_number
from ops.alerts as alerts
where alerts.alert_id in (select unnest($alert_ids::bigint[]))
