-- The count that a counter begins with at one time: the least, but where the counts lie wide apart
-- the one behind the widest break in their circle.
-- Grain: scid, apid, time_order.
with

moments as (
    select
        scid,
        apid,
        time_order,
        min(sequence_count) as least_count,
        max(sequence_count) - min(sequence_count) >= 8192 as is_wide
    from packet_copies
    where packet_fate = 'current'
    group by scid, apid, time_order
),

wide_ones as (
    select copies.*
    from packet_copies as copies
    inner join moments using (scid, apid, time_order)
    where copies.packet_fate = 'current' and moments.is_wide
),

circled as (
    select
        *,
        coalesce(
            sequence_count - lag(sequence_count) over moment,
            sequence_count - max(sequence_count) over (partition by scid, apid, time_order) + 16384
        ) as break_before
    from wide_ones
    window moment as (partition by scid, apid, time_order order by sequence_count)
)

select
    scid,
    apid,
    time_order,
    max_by(sequence_count, break_before) as first_count
from circled
group by scid, apid, time_order
union all
select
    scid,
    apid,
    time_order,
    least_count as first_count
from moments
where not is_wide
