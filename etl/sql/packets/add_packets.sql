-- Begin the rows of packets that are new, or whose fate or count is another now.
-- Grain: one statement.
insert into core.packets by name
select
    counted.*,
    $hand_off as since_hand_off
from counted_packets as counted
anti join (
    select known.packet_id
    from core.packets as known
    where known.until_hand_off is null
) as standing using (packet_id)
