-- A datagram put together from the packets of a whole group, that was not put together before, but
-- with packets of a delivery that is ignored.
-- Where packets came with different bytes, every choice of copies is one: the datagram's own
-- checksum tells which is right, in whatever order they came.
-- Grain: scid, apid, time_order, group_number, variant.
with

fallen as (
    select deliveries.*
    from raw.datagram_deliveries as deliveries
    inner join ignored_deliveries as ignored on deliveries.packet_ordinal = ignored.ordinal
),

planned as (
    select known.*
    from raw.planned_datagrams as known
    anti join fallen using (ordinal, decode_chunk, place_number)
),

assembled as (
    select
        scid,
        apid,
        time_order,
        group_number,
        variant,
        min(unwrapped_count) as first_count,
        max(unwrapped_count) as last_count,
        count(*) as packet_count,
        sum(greatest(length_bytes - 16 - coalesce(pad_bytes, 0), 0))::bigint as datagram_bytes,
        md5(string_agg(crc32 || '+' || length_bytes, ' ' order by unwrapped_count))
            as packets_digest,
        string_agg(
            file_id || ':' || (offset_bytes + 16) || '+'
            || greatest(length_bytes - 16 - coalesce(pad_bytes, 0), 0),
            ' ' order by unwrapped_count
        ) as packets,
        list(distinct packet_ordinal order by packet_ordinal) as packet_ordinals
    from copies
    group by scid, apid, time_order, group_number, variant
    qualify row_number() over (
        partition by scid, apid, time_order, packets_digest
        order by variant
    ) = 1
)

select assembled.*
from assembled
anti join planned using (scid, apid, time_order, packets_digest)
