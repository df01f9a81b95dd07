-- How sending to a channel went: what was sent within the hour, and what failed since it last did.
-- Grain: one row.
with

attempts as (
    select *
    from ops.notifications
    where channel = $channel
),

last_success as (
    select coalesce(max(attempts.notification_id), 0) as notification_id
    from attempts
    where attempts.is_success
)

select
    count(*) filter (
        where attempts.is_success and attempts.attempted_at > $now_at::timestamp - interval '1 hour'
    ) as sent_count,
    count(*) filter (
        where attempts.notification_id > last_success.notification_id
    ) as failed_count,
    max(attempts.attempted_at) as last_attempt_at
from attempts
cross join last_success
