-- Begin the groups that were not there before.
-- Grain: one statement.
insert into core.packet_groups by name
select
    groups.* exclude (group_number),
    $hand_off as since_hand_off,
    null as until_hand_off
from groups
where not exists (
    select 1
    from core.packet_groups as known
    where
        known.until_hand_off is null
        and groups.scid = known.scid
        and groups.apid = known.apid
        and groups.time_order = known.time_order
        and groups.first_count = known.first_count
)
