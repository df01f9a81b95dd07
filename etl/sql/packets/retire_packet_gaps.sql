-- End the rows of gaps near by that are no more, or are others now.
-- Grain: one statement.
update core.packet_gaps as known
set until_hand_off = $hand_off
where
    known.until_hand_off is null
    and known.before_packet_id in (select nearby.packet_id from nearby_packets as nearby)
    and not exists (
        select 1
        from packet_gaps as found
        where
            known.before_packet_id = found.before_packet_id
            and row(
                known.gap_kind,
                known.after_packet_id,
                known.first_missing_count,
                known.last_missing_count
            ) is not distinct from row(
                found.gap_kind,
                found.after_packet_id,
                found.first_missing_count,
                found.last_missing_count
            )
    )
