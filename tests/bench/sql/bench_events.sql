-- Events of whole runs, dealt to two EPUs, in the order in which each EPU sent them. A datagram is
-- 100 events of one EPU.
-- Grain: event.
create or replace temp table dealt as
select
    number // $run_events as run_number,
    number % $run_events as event_number,
    956 + (hash(number) % 2)::integer as apid
from range($events) as numbers (number);

create or replace temp table numbered as
select
    700000000 + run_number * 6000 as run_id,
    apid,
    (event_number * 3)::ubigint as gem_sequence,
    (
        row_number() over (partition by run_number, apid order by event_number) - 1
    ) // 100 as datagram_sequence
from dealt;

insert into raw.events by name
select
    run_id * 2000000 + (apid - 956) * 1000000 + datagram_sequence as datagram_id,
    0 as event_number,
    run_id,
    apid,
    gem_sequence,
    run_id + gem_sequence * 0.0008 as event_met,
    gem_sequence as elapsed_ticks,
    gem_sequence as livetime_ticks,
    0 as prescaled_count,
    0 as discarded_count,
    0 as deadzone_count,
    0 as time_tics,
    0 as timetone_s,
    0 as timetone_tics,
    0 as timetone_flags,
    0 as timetone_incomplete,
    0 as timetone_flywheeling,
    0 as previous_timetone_s,
    0 as previous_timetone_tics,
    0 as previous_timetone_flags,
    0 as info_type,
    0 as compression_level,
    0 as compressed_size_bytes,
    0 as hardware_key,
    0 as software_key,
    0 as latc_master_key,
    gem_sequence * 976 as offset_bytes,
    976 as length_bytes
from numbered
