-- A position of the spacecraft in the hours of the handed runs, once, whatever it came in.
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
inner join spans on orbit.data_time_s between spans.start_met and spans.stop_met
anti join uncounted using (packet_id)
where orbit.ordinal <= $ordinal
qualify row_number() over (
    partition by orbit.data_time_s, orbit.data_time_us
    order by orbit.packet_time_s, orbit.packet_time_us, orbit.ordinal, orbit.file_id
) = 1
