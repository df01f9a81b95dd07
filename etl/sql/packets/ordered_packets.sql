-- A packet that counts, in the order of its counter: by time, and at one time from behind the
-- widest break in the circle of counts on. The last one known before them leads, with its count.
-- Grain: packet_id.
with

current_ones as (
    select
        packet_id,
        scid,
        apid,
        time_order,
        has_time,
        sequence_count
    from packet_copies
    where packet_fate = 'current'
),

circled as (
    select
        *,
        coalesce(
            sequence_count - lag(sequence_count) over moment,
            sequence_count - max(sequence_count) over (partition by scid, apid, time_order) + 16384
        ) as break_before
    from current_ones
    window moment as (partition by scid, apid, time_order order by sequence_count)
),

placed as (
    select
        packet_id,
        scid,
        apid,
        time_order,
        has_time,
        sequence_count,
        null as known_count,
        (
            sequence_count
            - max_by(sequence_count, break_before) over (partition by scid, apid, time_order)
            + 16384
        ) % 16384 as place
    from circled
),

last_ones as (
    select
        known.scid,
        known.apid,
        max_by(known.packet_id, known.unwrapped_count) as packet_id,
        max_by(known.time_order, known.unwrapped_count) as time_order,
        max(known.unwrapped_count) as known_count
    from core.packets as known
    inner join touched_apids as touched
        on known.scid = touched.scid and known.apid = touched.apid
    where
        known.until_hand_off is null
        and known.packet_fate = 'current'
        and known.time_order < touched.start_order
    group by known.scid, known.apid
)

select
    packet_id,
    scid,
    apid,
    time_order,
    has_time,
    sequence_count,
    known_count,
    place
from placed
union all
select
    last_ones.packet_id,
    last_ones.scid,
    last_ones.apid,
    last_ones.time_order,
    coalesce(packets.packet_time_us < 1000000, false) as has_time,
    last_ones.known_count % 16384 as sequence_count,
    last_ones.known_count,
    -1 as place
from last_ones
inner join raw.packets as packets on last_ones.packet_id = packets.packet_id
