-- Each packet copy of the touched counters, and each idle packet that came, as `core` holds them.
-- Grain: packet_id.
with

counted as (
    select
        copies.packet_id,
        copies.ordinal,
        copies.file_id,
        copies.scid,
        copies.apid,
        copies.apid_kind,
        copies.packet_fate,
        copies.current_packet_id,
        copies.time_order,
        steps.unwrapped_count,
        copies.is_out_of_order,
        copies.is_new
    from packet_copies as copies
    left join packet_steps as steps
        on coalesce(copies.current_packet_id, copies.packet_id) = steps.packet_id
    union all by name
    select
        packet_id,
        ordinal,
        file_id,
        scid,
        apid,
        apid_kind,
        'idle' as packet_fate,
        time_order,
        true as is_new
    from arrived_packets
    where apid_kind = 'idle'
)

select
    * exclude (file_id, is_out_of_order, is_new),
    coalesce(
        is_out_of_order,
        unwrapped_count < max(unwrapped_count) over (
            partition by file_id, apid, is_new
            order by packet_id
            rows between unbounded preceding and 1 preceding
        ),
        false
    ) as is_out_of_order
from counted
