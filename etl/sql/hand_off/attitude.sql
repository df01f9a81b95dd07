-- An attitude of the spacecraft in the hours of the handed runs, once, whatever it came in.
-- Grain: data_time_s, data_time_us.
with

spans as (
    select
        min(first_event_met) - $margin_s as start_met,
        max(last_event_met) + $margin_s as stop_met
    from core.runs
    where
        since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
        and list_contains($run_ids::bigint[], run_id)
),

uncounted as (
    select packet_id
    from core.packets
    where
        since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
        and packet_fate <> 'current'
        and apid_kind = 'magic7'
)

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
inner join spans on attitude.data_time_s between spans.start_met and spans.stop_met
anti join uncounted using (packet_id)
where attitude.ordinal <= $ordinal
qualify row_number() over (
    partition by attitude.data_time_s, attitude.data_time_us
    order by attitude.packet_time_s, attitude.packet_time_us, attitude.ordinal, attitude.file_id
) = 1
