-- A datagram that counts: the current copy, what became of its events, and how it was sent.
-- Grain: run_id, apid, datagram_sequence.
select
    copies.*,
    fates.delivered_count,
    fates.withheld_count,
    fates.held_count
from {{ source('raw', 'datagrams') }} as copies
inner join {{ source('core', 'datagrams') }} as fates
    on copies.datagram_id = fates.datagram_id and copies.run_id = fates.run_id
where fates.until_hand_off is null and fates.datagram_fate = 'current'
