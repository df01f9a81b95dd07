-- What becomes of each copy of a packet: one is current; the rest are duplicates (same bytes),
-- conflicts (other bytes), or ignored. What came while the table of its source had the APID wins
-- over what came before, what came in a file as its manifest has it over what came only in altered
-- ones, then most bytes, then the smallest CRC; never arrival. Of packets without a time, only
-- those of the same bytes are copies of one another.
-- Grain: packet_id.
with

altered as (
    select files.file_id
    from raw.files as files
    where files.file_state = 'altered'
),

copies as (
    select
        packet_id,
        scid,
        apid,
        sequence_count,
        length_bytes,
        crc32,
        if(packet_time_s is null, 0, time_order) as key_order,
        if(packet_time_s is null, crc32, 0) as key_crc,
        ordinal in (select ignored.ordinal from ignored_deliveries as ignored) as is_ignored,
        apid_kind = 'unexpected' as is_unexpected,
        file_id in (select altered.file_id from altered) as is_altered
    from nearby_packets
),

repeated as (
    select
        scid,
        apid,
        key_order,
        key_crc,
        sequence_count
    from copies
    group by all
    having count(*) > 1
),

vouched as (
    select
        copies.*,
        bool_and(copies.is_altered) over (
            partition by
                scid, apid, key_order, key_crc, sequence_count,
                copies.length_bytes, copies.crc32
        ) as is_doubtful
    from copies
    semi join repeated using (scid, apid, key_order, key_crc, sequence_count)
),

ranked as (
    select
        *,
        row_number() over best as preference,
        first_value(packet_id) over best as best_id,
        first_value(crc32) over best as best_crc,
        first_value(length_bytes) over best as best_bytes,
        first_value(is_ignored) over best as is_best_ignored
    from vouched
    window best as (
        partition by scid, apid, key_order, key_crc, sequence_count
        order by
            is_ignored, is_unexpected, is_doubtful, length_bytes desc, crc32, packet_id
    )
),

judged as (
    select
        packet_id,
        case
            when is_ignored then 'ignored'
            when preference = 1 then 'current'
            when crc32 = best_crc and length_bytes = best_bytes then 'duplicate'
            else 'conflict'
        end as packet_fate,
        if(is_best_ignored, null, best_id) as current_packet_id
    from ranked
    union all by name
    select
        copies.packet_id,
        if(copies.is_ignored, 'ignored', 'current') as packet_fate,
        if(copies.is_ignored, null, copies.packet_id) as current_packet_id
    from copies
    anti join repeated using (scid, apid, key_order, key_crc, sequence_count)
)

select
    nearby.*,
    judged.packet_fate,
    judged.current_packet_id
from nearby_packets as nearby
inner join judged using (packet_id)
