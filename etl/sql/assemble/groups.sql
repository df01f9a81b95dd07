-- A group of packets as it is now; it is used once it has its first packet, its last one, and all
-- between.
-- Grain: scid, apid, time_order, group_number.
with

measured as (
    select
        scid,
        apid,
        time_order,
        group_number,
        min(unwrapped_count) as first_count,
        max(unwrapped_count) as last_count,
        count(*) as packet_count,
        sum(greatest(length_bytes - 16 - coalesce(pad_bytes, 0), 0))::bigint as datagram_bytes,
        arg_min(sequence_flags, unwrapped_count) as first_flags,
        arg_max(sequence_flags, unwrapped_count) as last_flags
    from grouped_packets
    group by scid, apid, time_order, group_number
)

select
    * exclude (first_flags, last_flags),
    if(
        first_flags in (1, 3) and last_flags in (2, 3)
        and packet_count = last_count - first_count + 1,
        'used',
        'waiting'
    ) as group_state
from measured
