-- A position of the spacecraft that came with the hand-off, or lies in the hours of its runs;
-- once, whatever it came in.
-- Grain: data_time_s, data_time_us.
select
    orbit.packet_time_s,
    orbit.packet_time_us,
    orbit.data_time_s,
    orbit.data_time_us,
    orbit.x,
    orbit.y,
    orbit.z,
    orbit.vx,
    orbit.vy,
    orbit.vz,
    orbit.gnc_mode,
    orbit.is_in_saa
from raw.orbit as orbit
left join handed_hours as hours on orbit.data_time_s between hours.start_met and hours.stop_met
left join magic7_packets as packets on orbit.packet_id = packets.packet_id
left join magic7_texts as texts
    on orbit.packet_id is null and orbit.ordinal = texts.ordinal
where
    orbit.ordinal <= $ordinal
    and coalesce(packets.is_newly_counted, texts.is_newly_counted, true)
    and (
        hours.start_met is not null
        or packets.is_newly_counted
        or texts.is_newly_counted
    )
qualify row_number() over (
    partition by orbit.data_time_s, orbit.data_time_us
    order by orbit.packet_time_s, orbit.packet_time_us, orbit.ordinal, orbit.file_id
) = 1
