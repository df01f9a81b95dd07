-- A packet that this hand-off brought, and the time to order it by: its own, or that of a neighbour
-- of its APID in its file; where nothing there has a time, its place takes the time's part.
-- Grain: packet_id.
with

timed as (
    select
        packets.*,
        apids.apid_kind,
        packets.packet_time_s::ubigint * 4294967296::ubigint + packets.packet_time_us as own_order
    from raw.packets as packets
    inner join raw.packet_apids as apids
        on packets.file_id = apids.file_id and packets.apid = apids.apid
    where
        $is_delivery
        and packets.ordinal = $ordinal
        and packets.packet_id between $first_packet_id and $last_packet_id
),

placed as (
    select
        *,
        coalesce(
            own_order,
            last_value(own_order ignore nulls) over before,
            first_value(own_order ignore nulls) over behind,
            packet_id::ubigint
        ) as time_order,
        coalesce(packet_time_us < 1000000, false) as has_time
    from timed
    window
        before as (
            partition by file_id, apid
            order by packet_id
            rows between unbounded preceding and current row
        ),
        behind as (
            partition by file_id, apid
            order by packet_id
            rows between current row and unbounded following
        )
)

select placed.* exclude (own_order)
from placed
