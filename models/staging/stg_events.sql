-- An event of a datagram that counts.
-- Grain: run_id, apid, gem_sequence.
select events.*
from {{ source('raw', 'events') }} as events
inner join {{ source('core', 'datagrams') }} as fates
    on events.datagram_id = fates.datagram_id and events.run_id = fates.run_id
where fates.until_hand_off is null and fates.datagram_fate = 'current'
