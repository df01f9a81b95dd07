-- Begin the rows of packets that are new, or whose fate or count is another now.
-- Grain: one statement.
insert into core.packets by name
with

standing as (
    select known.packet_id
    from core.packets as known
    where known.until_hand_off is null
)

select
    counted.*,
    $hand_off as since_hand_off
from counted_packets as counted
anti join standing using (packet_id)
