-- A packet of Magic-7 that counts since this hand-off, or does not count as of it.
-- Grain: packet_id.
select
    packets.packet_id,
    packets.packet_fate = 'current' as is_newly_counted
from core.packets as packets
where
    packets.apid_kind = 'magic7'
    and packets.since_hand_off <= $hand_off
    and (packets.until_hand_off is null or packets.until_hand_off > $hand_off)
    and (
        packets.packet_fate <> 'current'
        or (
            packets.since_hand_off = $hand_off
            and not exists (
                select 1
                from core.packets as before
                where
                    before.packet_id = packets.packet_id
                    and before.until_hand_off = $hand_off
                    and before.packet_fate = 'current'
            )
        )
    )
