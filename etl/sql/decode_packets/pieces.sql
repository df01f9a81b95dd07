-- A piece of the delivery's decoding.
-- Grain: decode_chunk.
select path
from raw.decode_plan
where ordinal = $ordinal
order by decode_chunk
