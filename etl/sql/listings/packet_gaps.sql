-- A break in the count of one APID: packets that are missing, or a reset. Counts are modulo 2**14.
-- Grain: scid, apid, before_packet_id.
select
    gaps.scid,
    gaps.apid,
    gaps.gap_kind,
    gaps.first_missing_count % 16384 as first_sequence_count,
    gaps.last_missing_count % 16384 as last_sequence_count,
    gaps.missing_count,
    gaps.after_met as start_met,
    gaps.before_met as stop_met,
    gaps.after_packet_id,
    gaps.before_packet_id
from core.packet_gaps as gaps
where
    gaps.until_hand_off is null
    and coalesce(gaps.gap_kind = $state, true)
    and coalesce(gaps.before_met >= $since_met, true)
    and coalesce(gaps.after_met < $until_met, true)
order by gaps.scid, gaps.apid, gaps.first_missing_count, gaps.before_packet_id
