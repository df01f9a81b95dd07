-- The step to an event from the one before it, of the runs that are being checked, in the order of
-- the GEM over all units. A sweep event ends a run, in each unit with the same GEM sequence.
-- Grain: run_id, apid, gem_sequence.
with

events as (
    select
        events.run_id,
        events.apid,
        datagrams.datagram_sequence,
        events.gem_sequence,
        events.event_met,
        events.timetone_s::bigint as timetone_s,
        events.previous_timetone_s::bigint as previous_timetone_s,
        events.latc_master_key,
        events.hardware_key,
        events.software_key,
        events.compression_level,
        events.elapsed_ticks::hugeint as elapsed_ticks,
        events.livetime_ticks::hugeint as livetime_ticks,
        events.prescaled_count::hugeint as prescaled_count,
        events.discarded_count::hugeint as discarded_count,
        events.deadzone_count::hugeint as deadzone_count
    from raw.events as events
    inner join checked_datagrams as datagrams
        on events.datagram_id = datagrams.datagram_id and events.run_id = datagrams.run_id
)

select
    run_id,
    apid,
    datagram_sequence,
    gem_sequence,
    latc_master_key,
    hardware_key,
    software_key,
    compression_level,
    row_number() over run as step_number,
    gem_sequence = max(gem_sequence) over (partition by run_id) as is_sweep,
    gem_sequence - lag(gem_sequence) over run as gem_step,
    event_met - lag(event_met) over run as met_step,
    timetone_s - lag(timetone_s) over run as timetone_step,
    previous_timetone_s - lag(previous_timetone_s) over run as previous_timetone_step,
    latc_master_key <> lag(latc_master_key) over run as is_key_changed,
    hardware_key <> lag(hardware_key) over run
    or software_key <> lag(software_key) over run as is_configuration_changed,
    elapsed_ticks - lag(elapsed_ticks) over run as elapsed_step,
    livetime_ticks - lag(livetime_ticks) over run as livetime_step,
    prescaled_count - lag(prescaled_count) over run as prescaled_step,
    discarded_count - lag(discarded_count) over run as discarded_step,
    deadzone_count - lag(deadzone_count) over run as deadzone_step
from events
window run as (partition by run_id order by gem_sequence, apid)
