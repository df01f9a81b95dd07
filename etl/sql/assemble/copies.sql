-- A packet copy that a datagram is put together from: the one that counts, and in a group with
-- copies of the same key but other bytes every choice of them.
-- Grain: scid, apid, time_order, group_number, variant, unwrapped_count.
with

used_groups as (
    select *
    from groups
    where group_state = 'used'
)

select
    grouped_packets.*,
    0 as variant
from grouped_packets
semi join used_groups using (scid, apid, time_order, group_number)
anti join choices using (scid, apid, time_order, group_number)
union all by name
select * from choices
