-- Record the datagrams of the plan.
-- Grain: one statement.
insert into raw.planned_datagrams by name
select
    $ordinal as ordinal,
    plan.* exclude (
        group_number, variant, packets, packet_ordinals
    )
from plan
