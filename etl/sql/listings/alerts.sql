-- Something that is wrong, or was; standing until what caused it is gone.
-- Grain: alert_id.
with

alerts as (
    select
        alert_id,
        alert_kind,
        subject,
        if(cleared_at is null, 'standing', 'cleared') as alert_state,
        severity,
        message,
        run_id,
        ordinal,
        raised_at,
        changed_at,
        cleared_at
    from ops.alerts
)

select alerts.*
from alerts
where
    ($run_id is null or alerts.run_id = $run_id)
    and ($ordinal is null or alerts.ordinal = $ordinal)
    and coalesce(alerts.alert_state = $state, true)
    and coalesce(alerts.raised_at >= $since_at::timestamp, true)
    and coalesce(alerts.raised_at < $until_at::timestamp, true)
order by alerts.alert_id
