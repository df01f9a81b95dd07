-- A datagram of the plan, with what its RetDef file says of it.
-- Grain: decode_chunk, place_number.
select
    decode_chunk,
    place_number,
    scid,
    apid,
    first_count,
    last_count,
    packet_count,
    datagram_bytes,
    packets
from plan
order by decode_chunk, place_number
