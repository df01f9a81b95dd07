-- That nothing was received for long.
-- Grain: at most one row.
with

last_delivery as (
    select
        max(deliveries.received_at) as received_at,
        max_by(deliveries.downlink, deliveries.ordinal) as downlink
    from raw.deliveries as deliveries
),

since as (
    select
        *,
        epoch($at::timestamp) - epoch(received_at) as silent_s
    from last_delivery
)

select
    'nothing_received' as alert_kind,
    'all deliveries' as subject,
    if(silent_s > $nothing_error_high, 'error', 'warning') as severity,
    printf(
        'Nothing was received since %s UTC, when delivery %09d came; at most %.1f h are usual. Ask '
        || 'the MOC, and see that what it sends gets here.',
        strftime(received_at, '%Y-%m-%d %H:%M'), downlink, $nothing_warn_high / 3600
    ) as message,
    null::bigint as run_id,
    null::bigint as ordinal
from since
where silent_s > $nothing_warn_high
