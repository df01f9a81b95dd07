-- A packet that this hand-off brought, and the time to order it by: its own, or that of a neighbour
-- of its APID in its file; where nothing there has a time, its place takes the time's part.
-- Grain: packet_id.
with

timed as (
    select
        *,
        packet_time_s::ubigint * 4294967296::ubigint + packet_time_us as own_order
    from raw.packets
    where ordinal = $ordinal and $is_delivery
)

select
    timed.* exclude (own_order),
    apids.apid_kind,
    coalesce(
        timed.own_order,
        last_value(timed.own_order ignore nulls) over before,
        first_value(timed.own_order ignore nulls) over behind,
        timed.packet_id::ubigint
    ) as time_order,
    coalesce(timed.packet_time_us < 1000000, false) as has_time
from timed
inner join raw.packet_apids as apids using (file_id, apid)
window
    before as (
        partition by timed.file_id, timed.apid
        order by timed.packet_id
        rows between unbounded preceding and current row
    ),
    behind as (
        partition by timed.file_id, timed.apid
        order by timed.packet_id
        rows between current row and unbounded following
    )
