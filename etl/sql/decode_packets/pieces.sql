-- A piece of the decoding, as planned by now, of which nothing is decoded yet.
-- Grain: decode_chunk.
select plan.path
from raw.decode_plan as plan
anti join raw.datagram_origins as decoded
    on plan.ordinal = decoded.ordinal and plan.decode_chunk = decoded.decode_chunk
anti join raw.undecodable_datagrams as refused
    on plan.ordinal = refused.ordinal and plan.decode_chunk = refused.decode_chunk
where plan.ordinal = $ordinal
order by plan.decode_chunk
