-- By how much a counter went on from packet to packet. A count that falls by so much that time is
-- too short for the packets between was reset. A silence in which whole rounds of the counter fit
-- exactly, at a rate that is the same before and after, is so many rounds longer.
-- Grain: packet_id.
with

timed as (
    select
        *,
        time_order // 4294967296 // 512 as stretch,
        if(has_time, time_order // 4294967296 + time_order % 4294967296 / 1e6, null) as packet_met
    from ordered_packets
),

neighboured as (
    select
        *,
        lag(packet_id) over counter as after_packet_id,
        lag(packet_met) over counter as after_met,
        lag(stretch) over counter as after_stretch,
        sequence_count <= lag(sequence_count) over counter as has_fallen,
        packet_met - lag(packet_met) over counter as step_s,
        (sequence_count - lag(sequence_count) over counter + 16383) % 16384 + 1 as step_count
    from timed
    window counter as (partition by scid, apid order by time_order, place)
),

expected as (
    select
        neighboured.*,
        rates.rate * neighboured.step_s as due_count,
        (rates.rate + rates_before.rate) / 2 * neighboured.step_s as steady_count,
        abs(rates.rate / rates_before.rate - 1) < 0.02 as is_steady
    from neighboured
    left join packet_rates as rates using (scid, apid, stretch)
    left join packet_rates as rates_before
        on
            neighboured.scid = rates_before.scid
            and neighboured.apid = rates_before.apid
            and neighboured.after_stretch = rates_before.stretch
),

rounds as (
    select
        *,
        coalesce(
            has_fallen
            and step_s > 0
            and step_count > if(sequence_count = 0, 1.5, 4) * due_count + 4,
            false
        ) as is_reset,
        if(is_steady, greatest(round((steady_count - step_count) / 16384), 0), 0) as round_count
    from expected
),

whole_rounds as (
    select
        *,
        coalesce(
            not is_reset
            and abs(steady_count - step_count - 16384 * round_count) <= 0.005 * steady_count + 4,
            false
        ) as has_rounds
    from rounds
)

select
    packet_id,
    scid,
    apid,
    after_packet_id,
    after_met,
    packet_met as before_met,
    is_reset,
    (
        coalesce(
            known_count, step_count + if(has_rounds, 16384 * round_count, 0), sequence_count
        )
    )::bigint as step_count,
    sum(
        coalesce(
            known_count, step_count + if(has_rounds, 16384 * round_count, 0), sequence_count
        )
    ) over (
        partition by scid, apid
        order by time_order, place
        rows between unbounded preceding and current row
    )::bigint as unwrapped_count
from whole_rounds
