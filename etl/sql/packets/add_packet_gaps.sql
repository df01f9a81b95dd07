-- Begin the rows of gaps that are new.
-- Grain: one statement.
insert into core.packet_gaps by name
select
    found.*,
    $hand_off as since_hand_off
from packet_gaps as found
where not exists (
    select 1
    from core.packet_gaps as known
    where known.until_hand_off is null and known.before_packet_id = found.before_packet_id
)
