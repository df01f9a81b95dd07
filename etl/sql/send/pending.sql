-- An alert that a channel was not told of as it is now, and why it is told: raised, changed in more
-- than how many events wait, cleared, or still standing when its silence ended.
-- Grain: alert_id.
with

told as (
    select
        notified.alert_id,
        max(notifications.attempted_at) as told_at,
        arg_max(notified.notice, notified.notification_id) as notice,
        arg_max(notified.severity, notified.notification_id) as severity,
        regexp_replace(
            arg_max(notified.message, notified.notification_id), '\d+ events', '', 'g'
        ) as substance
    from ops.notified_alerts as notified
    inner join ops.notifications as notifications
        on notified.notification_id = notifications.notification_id
    where notifications.channel = $channel and notifications.is_success
    group by notified.alert_id
),

judged as (
    select
        alerts.*,
        coalesce(alerts.silenced_until_at > $now_at::timestamp, false) as is_silent,
        case
            when
                alerts.alert_state = 'cleared'
                then if(told.notice <> 'cleared' and not is_silent, 'cleared', null)
            when alerts.alert_state <> 'standing' then null
            when told.alert_id is null then 'raised'
            when
                alerts.severity <> told.severity
                or regexp_replace(alerts.message, '\d+ events', '', 'g') <> told.substance
                then 'changed'
            when alerts.silenced_until_at > told.told_at then 'still_standing'
        end as notice
    from alerts
    left join told on alerts.alert_id = told.alert_id
    where not (alerts.alert_kind = 'channel_failed' and alerts.subject = $channel)
)

select *
from judged
where
    notice is not null
    and (notice = 'cleared' or list_contains($severities::varchar[], severity))
    and (len($kinds::varchar[]) = 0 or list_contains($kinds::varchar[], alert_kind))
order by priority, alert_id
