-- A packet that counts, in the order of its counter: by time, and at one time from the first count
-- there on, around the circle of counts. The last one known before them leads, with its count.
-- Grain: packet_id.
with

placed as (
    select
        copies.packet_id,
        copies.scid,
        copies.apid,
        copies.time_order,
        copies.has_time,
        copies.sequence_count,
        null as known_count,
        (copies.sequence_count - first_counts.first_count + 16384) % 16384 as place
    from packet_copies as copies
    inner join first_counts using (scid, apid, time_order)
    where copies.packet_fate = 'current'
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
