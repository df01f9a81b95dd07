-- The datagrams of the events. A stretch of one run, one percent of the day, comes with delivery 2.
-- Grain: datagram.
insert into raw.datagrams by name
with

grouped as (
    select
        datagram_id,
        run_id,
        apid,
        datagram_id % 1000000 as datagram_sequence,
        count(*) as event_count,
        min(gem_sequence) as first_gem_sequence,
        max(gem_sequence) as last_gem_sequence,
        min(event_met) as first_event_met,
        max(event_met) as last_event_met
    from raw.events
    group by all
),

bounded as (
    select
        *,
        max(datagram_sequence) over (partition by run_id, apid) as last_sequence,
        max(run_id) over () as last_run
    from grouped
)

select
    * exclude (last_sequence, last_run),
    if(
        run_id = last_run
        and datagram_sequence >= last_sequence // 2
        and datagram_sequence < last_sequence // 2 + last_sequence * $late_fraction,
        2,
        1
    ) as ordinal,
    ordinal as file_id,
    0 as copy_number,
    datagram_id::varchar as content_digest,
    77 as scid,
    0 as packet_unix_s,
    0 as ground_id,
    0 as mode_changes,
    if(datagram_sequence = 0, 'start', 'continue') as open_action,
    'full' as open_reason,
    if(datagram_sequence = last_sequence, 'stop', 'continue') as close_action,
    'full' as close_reason,
    'epu0' as crate,
    'normal' as "mode",
    'lat' as platform,
    'orbit' as origin,
    0 as hardware_key,
    0 as software_key,
    0 as offset_bytes,
    0 as record_bytes
from bounded
