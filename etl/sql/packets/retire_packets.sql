-- End the rows of packets whose fate or count is another now.
-- Grain: one statement.
update core.packets as known
set until_hand_off = $hand_off
from counted_packets as counted
where
    known.until_hand_off is null
    and known.packet_id = counted.packet_id
    and row(known.packet_fate, known.current_packet_id, known.unwrapped_count)
    is distinct from row(counted.packet_fate, counted.current_packet_id, counted.unwrapped_count)
