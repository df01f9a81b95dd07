-- A datagram put together from the packets of a whole group, that was not put together before, but
-- with packets of a delivery that is ignored, or for a decoder that failed: it may be another now.
-- Where packets came with different bytes, every choice of copies is one: the datagram's own
-- checksum tells which is right, in whatever order they came.
-- Lists are sorted once they are whole; aggregates that keep an order take twice as long.
-- Grain: scid, apid, time_order, group_number, variant.
with

fallen as (
    select deliveries.*
    from raw.datagram_deliveries as deliveries
    inner join ignored_deliveries as ignored on deliveries.packet_ordinal = ignored.ordinal
),

failed as (
    select undecodable.*
    from raw.undecodable_datagrams as undecodable
    where undecodable.reason in ('no_decoder', 'decoder_failed', 'bad_records')
),

planned as (
    select known.*
    from raw.planned_datagrams as known
    anti join fallen using (ordinal, decode_chunk, place_number)
    anti join failed using (ordinal, decode_chunk, place_number)
),

measured as (
    select
        *,
        greatest(length_bytes - 16 - coalesce(pad_bytes, 0), 0) as content_bytes
    from copies
),

places as (
    select
        *,
        file_id || ':' || (offset_bytes + 16) || '+' || content_bytes as place
    from measured
),

gathered as (
    select
        scid,
        apid,
        time_order,
        group_number,
        variant,
        min(unwrapped_count) as first_count,
        max(unwrapped_count) as last_count,
        count(*) as packet_count,
        sum(content_bytes)::bigint as datagram_bytes,
        list_sort(list((unwrapped_count, crc32 || '+' || length_bytes, place))) as packets,
        list_sort(list(distinct packet_ordinal)) as packet_ordinals
    from places
    group by scid, apid, time_order, group_number, variant
),

assembled as (
    select
        * exclude (packets),
        md5(array_to_string([packet[2] for packet in packets], ' ')) as packets_digest,
        array_to_string([packet[3] for packet in packets], ' ') as packets
    from gathered
    qualify row_number() over (
        partition by scid, apid, time_order, packets_digest
        order by variant
    ) = 1
)

select assembled.*
from assembled
anti join planned using (scid, apid, time_order, packets_digest)
