-- Every packet split is used, a copy of one that counts, waits for the rest of its datagram, is
-- malformed and makes none, or is of an APID that carries no datagrams. Of those used, some lie out
-- of order in their file.
-- Grain: ordinal (delivery).
with

told as (
    select
        ordinal,
        sum(packet_count)::bigint as split
    from raw.packet_files
    where coalesce(ordinal = $ordinal, true)
    group by ordinal
),

classed as (
    select
        packets.ordinal,
        packets.is_out_of_order,
        case
            when packets.packet_fate <> 'current' then packets.packet_fate
            when packets.apid_kind in ('magic7', 'gem_rates') then 'used'
            when packets.apid_kind in ('other', 'unexpected') then packets.apid_kind
            else coalesce(groups.group_state, 'undecided')
        end as place
    from core.packets as packets
    left join core.packet_groups as groups
        on
            packets.scid = groups.scid
            and packets.apid = groups.apid
            and packets.time_order = groups.time_order
            and packets.unwrapped_count between groups.first_count and groups.last_count
            and groups.until_hand_off is null
    where packets.until_hand_off is null and coalesce(packets.ordinal = $ordinal, true)
),

terms as (
    select
        ordinal,
        count(*) filter (where place = 'used' and not is_out_of_order) as used,
        count(*) filter (where place = 'used' and is_out_of_order) as used_out_of_order,
        count(*) filter (where place = 'duplicate') as duplicate,
        count(*) filter (where place = 'conflict') as conflict,
        count(*) filter (where place = 'ignored') as ignored,
        count(*) filter (where place = 'waiting') as waiting,
        count(*) filter (where place = 'written_off') as written_off,
        count(*) filter (where place = 'malformed') as malformed,
        count(*) filter (where place = 'other') as other,
        count(*) filter (where place = 'unexpected') as unexpected,
        count(*) filter (where place = 'idle') as idle,
        count(*) filter (where place = 'undecided') as undecided
    from classed
    group by ordinal
),

summed as (
    select
        told.ordinal,
        told.split,
        coalesce(columns(terms.* exclude (ordinal)), 0) -- noqa: RF02
    from told
    left join terms on told.ordinal = terms.ordinal
)

select
    *,
    split
    - used
    - used_out_of_order
    - duplicate
    - conflict
    - ignored
    - waiting
    - written_off
    - malformed
    - other
    - unexpected
    - idle
    - undecided as residual
from summed
order by ordinal
