-- How many packets a counter counts in a second, as the median over 512 s.
-- Grain: scid, apid, stretch.
with

moments as (
    select
        scid,
        apid,
        sequence_count,
        time_order // 4294967296 // 512 as stretch,
        time_order // 4294967296 + time_order % 4294967296 / 1e6 as packet_met
    from ordered_packets
    where has_time and place <= 0
),

neighboured as (
    select
        *,
        (sequence_count - lag(sequence_count) over counter + 16383) % 16384 + 1 as step_count,
        packet_met - lag(packet_met) over counter as step_s
    from moments
    window counter as (partition by scid, apid order by packet_met)
)

select
    scid,
    apid,
    stretch,
    median(step_count / step_s) as rate
from neighboured
where step_s > 0
group by scid, apid, stretch
