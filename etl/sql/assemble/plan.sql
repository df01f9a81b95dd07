-- A datagram to decode and its place in the plan: pieces of even size, cut between datagrams, and
-- numbered on from those that the delivery has.
-- Grain: decode_chunk, place_number.
with

measured as (
    select
        *,
        sum(datagram_bytes) over () as total_bytes,
        sum(datagram_bytes) over sent - datagram_bytes as bytes_before
    from assembled
    window sent as (order by scid, apid, first_count, variant, packets_digest)
),

cut as (
    select
        * exclude (total_bytes, bytes_before),
        dense_rank() over (
            order by
                floor(
                    bytes_before
                    * least(
                        $max_decode_chunks,
                        greatest(ceil(total_bytes / $decode_chunk_bytes), 1)
                    )
                    / greatest(total_bytes, 1)
                )
        ) - 1 + (
            select coalesce(max(known.decode_chunk) + 1, 0)
            from raw.decode_plan as known
            where known.ordinal = $ordinal
        ) as decode_chunk
    from measured
)

select
    *,
    row_number() over (
        partition by decode_chunk
        order by scid, apid, first_count, variant, packets_digest
    ) - 1 as place_number
from cut
