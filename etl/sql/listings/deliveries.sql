-- A delivery, what it brought, and how far it got: received, failed or handed_off.
-- Grain: ordinal.
with

attempts as (
    select
        hand_off_number,
        bool_or(stage = 'hand_off' and is_success) as is_handed_off,
        max_by(if(is_success, null, detail), outcome_id) as failure
    from ops.outcomes
    where hand_off_number is not null
    group by hand_off_number
),

contents as (
    select
        ordinal,
        sum(record_count)::bigint as event_count
    from raw.chunk_headers
    group by ordinal
),

skipped as (
    select
        ordinal,
        sum(length_bytes)::bigint as skipped_bytes
    from raw.skipped_bytes
    group by ordinal
),

states as (
    select
        deliveries.*,
        case
            when attempts.is_handed_off then 'handed_off'
            when attempts.failure is not null then 'failed'
            else 'received'
        end as delivery_state,
        if(attempts.is_handed_off, null, attempts.failure) as failure
    from raw.deliveries as deliveries
    left join ops.hand_offs as hand_offs
        on deliveries.ordinal = hand_offs.ordinal and hand_offs.brought_by = 'delivery'
    left join attempts on hand_offs.hand_off_number = attempts.hand_off_number
)

select
    states.ordinal,
    states.downlink,
    states.delivery_state,
    states.received_at,
    states.source_name,
    states.file_count,
    states.size_bytes,
    coalesce(contents.event_count, 0) as event_count,
    coalesce(skipped.skipped_bytes, 0) as skipped_bytes,
    states.failure,
    states.sha256
from states
left join contents on states.ordinal = contents.ordinal
left join skipped on states.ordinal = skipped.ordinal
where
    coalesce(states.ordinal = $ordinal, true)
    and coalesce(states.delivery_state = $state, true)
    and coalesce(states.received_at >= $since_at::timestamp, true)
    and coalesce(states.received_at < $until_at::timestamp, true)
    and (
        $run_id is null
        or states.ordinal in (
            select datagrams.ordinal
            from raw.datagrams as datagrams
            where datagrams.run_id = $run_id
        )
    )
order by states.ordinal
