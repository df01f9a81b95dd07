-- Where do keys change inside a run
-- A datagram with other keys than the one before it in its stream; or than its run began with.
-- Grain: datagram_id.
with

neighboured as (
    select
        copies.run_id,
        copies.apid,
        copies.datagram_sequence,
        copies.datagram_id,
        copies.first_event_met,
        copies.hardware_key,
        copies.software_key,
        coalesce(
            lag(copies.hardware_key) over stream, first_value(copies.hardware_key) over run
        ) as previous_hardware_key,
        coalesce(
            lag(copies.software_key) over stream, first_value(copies.software_key) over run
        ) as previous_software_key
    from raw.datagrams as copies
    inner join core.datagrams as fates
        on
            copies.datagram_id = fates.datagram_id
            and fates.until_hand_off is null
            and fates.datagram_fate = 'current'
    window
        stream as (partition by copies.run_id, copies.apid order by copies.datagram_sequence),
        run as (partition by copies.run_id order by copies.first_gem_sequence, copies.apid)
)

select neighboured.*
from neighboured
where
    neighboured.hardware_key <> neighboured.previous_hardware_key
    or neighboured.software_key <> neighboured.previous_software_key
order by neighboured.run_id, neighboured.apid, neighboured.datagram_sequence
