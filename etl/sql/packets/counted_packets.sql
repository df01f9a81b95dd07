-- Each packet copy of the touched counters, and each idle packet that came, as `core` holds them.
-- Grain: packet_id.
with

counted as (
    select
        copies.*,
        steps.unwrapped_count
    from packet_copies as copies
    left join packet_steps as steps
        on coalesce(copies.current_packet_id, copies.packet_id) = steps.packet_id
),

idle as (
    select
        *,
        'idle' as packet_fate,
        null as current_packet_id,
        null as unwrapped_count,
        true as is_new
    from arrived_packets
    where apid_kind = 'idle'
),

together as (
    select * from counted
    union all by name
    select * from idle
)

select
    packet_id,
    ordinal,
    scid,
    apid,
    apid_kind,
    packet_fate,
    current_packet_id,
    time_order,
    unwrapped_count,
    coalesce(
        is_out_of_order,
        unwrapped_count < max(unwrapped_count) over (
            partition by file_id, apid, is_new
            order by packet_id
            rows between unbounded preceding and 1 preceding
        ),
        false
    ) as is_out_of_order
from together
