-- An attitude of the spacecraft that came with the hand-off, or lies in the hours of its runs;
-- once, whatever it came in.
-- Grain: data_time_s, data_time_us.
select
    attitude.packet_time_s,
    attitude.packet_time_us,
    attitude.data_time_s,
    attitude.data_time_us,
    attitude.qx,
    attitude.qy,
    attitude.qz,
    attitude.qw,
    attitude.wx,
    attitude.wy,
    attitude.wz
from raw.attitude as attitude
left join handed_hours as hours on attitude.data_time_s between hours.start_met and hours.stop_met
left join magic7_packets as packets on attitude.packet_id = packets.packet_id
left join magic7_texts as texts
    on attitude.packet_id is null and attitude.ordinal = texts.ordinal
where
    attitude.ordinal <= $ordinal
    and coalesce(packets.is_newly_counted, texts.is_newly_counted, true)
    and (
        hours.start_met is not null
        or packets.is_newly_counted
        or texts.is_newly_counted
    )
qualify row_number() over (
    partition by attitude.data_time_s, attitude.data_time_us
    order by attitude.packet_time_s, attitude.packet_time_us, attitude.ordinal, attitude.file_id
) = 1
