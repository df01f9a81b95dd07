-- What becomes of each copy of a datagram: one is current; the rest are duplicates (same content),
-- conflicts (other content), or ignored. And since which hand-off the current one counts.
-- Grain: datagram_id.
with

copies as (
    select
        datagrams.*,
        contested.best_digest,
        ignored_copies.datagram_id is not null as is_ignored,
        coalesce(contested.is_best_ignored, is_ignored) as is_none_current,
        if(
            is_none_current, null, coalesce(contested.best_id, datagrams.datagram_id)
        ) as current_datagram_id
    from raw.datagrams as datagrams
    left join contested_copies as contested on datagrams.datagram_id = contested.datagram_id
    left join ignored_copies on datagrams.datagram_id = ignored_copies.datagram_id
    where
        datagrams.run_id in (select touched.run_id from touched)
        and datagrams.ordinal <= $ordinal
),

counting as (
    select
        known.run_id,
        known.datagram_id,
        known.current_since_hand_off
    from core.datagrams as known
    where
        known.run_id in (select touched.run_id from touched)
        and known.until_hand_off is null
        and known.datagram_fate = 'current'
)

select
    copies.datagram_id,
    copies.ordinal,
    copies.file_id,
    copies.run_id,
    copies.apid,
    copies.datagram_sequence,
    copies.event_count,
    copies.open_action,
    copies.close_action,
    copies.crate,
    copies.first_gem_sequence,
    copies.last_gem_sequence,
    copies.first_event_met,
    copies.last_event_met,
    copies.hardware_key,
    copies.software_key,
    copies.current_datagram_id,
    case
        when copies.is_ignored then 'ignored'
        when copies.datagram_id = copies.current_datagram_id then 'current'
        when copies.content_digest = copies.best_digest then 'duplicate'
        else 'conflict'
    end as datagram_fate,
    if(
        datagram_fate = 'current', coalesce(counting.current_since_hand_off, $hand_off), null
    ) as current_since_hand_off
from copies
left join counting
    on copies.run_id = counting.run_id and copies.datagram_id = counting.datagram_id
