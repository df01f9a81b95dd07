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
        * exclude (break_before),
        (
            sequence_count
            - max_by(sequence_count, break_before) over (partition by scid, apid, time_order)
            + 16384
        ) % 16384 as place
    from circled
)

select
    *,
    null as known_count
from placed
union all by name
select
    scid,
    apid,
    -1 as place,
    max_by(known.packet_id, known.unwrapped_count) as packet_id,
    max_by(known.time_order, known.unwrapped_count) as time_order,
    max_by(packets.packet_time_us < 1000000, known.unwrapped_count) as has_time,
    max(known.unwrapped_count) % 16384 as sequence_count,
    max(known.unwrapped_count) as known_count
from core.packets as known
inner join touched_apids as touched using (scid, apid)
inner join raw.packets as packets on known.packet_id = packets.packet_id
where
    known.until_hand_off is null
    and known.packet_fate = 'current'
    and known.time_order < touched.start_order
group by scid, apid
