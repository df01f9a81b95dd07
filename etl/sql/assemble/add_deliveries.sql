-- Record which deliveries brought the packets of the planned datagrams.
-- Grain: one statement.
insert into raw.datagram_deliveries by name
select
    $ordinal as ordinal,
    decode_chunk,
    place_number,
    unnest(packet_ordinals) as packet_ordinal
from plan
