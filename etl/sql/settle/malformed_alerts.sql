-- An alert of a counter with groups that no packet can make whole, and what to do about it.
-- Grain: alert_kind, subject.
with

malformed as (
    select *
    from core.packet_groups
    where until_hand_off is null and group_state = 'malformed'
)

select
    'malformed_packets' as alert_kind,
    printf('%d/%d', scid, apid) as subject,
    printf(
        'Spacecraft and APID %d/%d: %d packets in %d groups make no datagram though none '
        || 'is missing next to them, the first with packet %d. Due are packets of one time, with a '
        || 'first and a last one by their sequence flags. They are kept and not used. Ask for '
        || 'them again; if they come the same, tell the flight operators.',
        scid, apid, sum(packet_count)::bigint, count(*), min(first_count) % 16384
    ) as message
from malformed
group by scid, apid
order by scid, apid
