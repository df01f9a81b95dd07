-- A delivery in one row: what it brought, what of it was new, how late it was, what it cost.
-- Grain: ordinal.
with

files as (
    select
        ordinal,
        count(*) filter (where file_state <> 'good') as bad_file_count
    from {{ source('raw', 'files') }}
    group by ordinal
),

skipped as (
    select
        ordinal,
        sum(length_bytes)::bigint as skipped_bytes
    from {{ source('raw', 'skipped_bytes') }}
    group by ordinal
),

datagrams as (
    select
        fates.ordinal,
        count(distinct fates.run_id) as run_count,
        count(*) as datagram_count,
        sum(fates.event_count)::bigint as event_count,
        count(*) filter (where fates.datagram_fate = 'duplicate') as duplicate_count,
        count(*) filter (where fates.datagram_fate = 'conflict') as conflict_count
    from {{ source('core', 'datagrams') }} as fates
    where fates.until_hand_off is null
    group by fates.ordinal
),

spans as (
    select
        ordinal,
        min(first_event_met) as first_event_met,
        max(last_event_met) as last_event_met
    from {{ source('raw', 'datagrams') }}
    group by ordinal
)

select
    deliveries.ordinal,
    deliveries.downlink,
    deliveries.received_at,
    {{ mission_week('spans.last_event_met') }}::integer as mission_week,
    hand_offs.handed_off_at,
    deliveries.file_count,
    coalesce(files.bad_file_count, 0) as bad_file_count,
    deliveries.size_bytes,
    coalesce(skipped.skipped_bytes, 0) as skipped_bytes,
    coalesce(datagrams.run_count, 0) as run_count,
    coalesce(datagrams.datagram_count, 0) as datagram_count,
    coalesce(datagrams.event_count, 0) as event_count,
    coalesce(datagrams.duplicate_count, 0) as duplicate_count,
    coalesce(datagrams.conflict_count, 0) as conflict_count,
    spans.first_event_met,
    spans.last_event_met,
    epoch(deliveries.received_at - {{ met_to_utc('spans.last_event_met') }}) as latency_s,
    epoch(hand_offs.handed_off_at - deliveries.received_at) as hand_off_s
from {{ source('raw', 'deliveries') }} as deliveries
left join {{ ref('stg_hand_offs') }} as hand_offs
    on deliveries.ordinal = hand_offs.ordinal and hand_offs.brought_by = 'delivery'
left join files on deliveries.ordinal = files.ordinal
left join skipped on deliveries.ordinal = skipped.ordinal
left join datagrams on deliveries.ordinal = datagrams.ordinal
left join spans on deliveries.ordinal = spans.ordinal
