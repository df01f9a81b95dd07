-- Record an attempt to send.
-- Grain: one row.
insert into ops.notifications (
    notification_id,
    channel,
    place,
    attempted_at,
    is_success,
    detail,
    alert_count,
    title,
    body,
    hand_off_number
)
select
    (select coalesce(max(known.notification_id), 0) + 1 from ops.notifications as known)
        as notification_id,
    $channel as channel,
    $place as place,
    $now_at as attempted_at,
    $is_success as is_success,
    $detail as detail,
    $alert_count as alert_count,
    $title as title,
    $body as body,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as hand_off_number
returning notification_id
