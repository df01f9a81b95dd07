-- The first downlink id from $first to $last above all ids in use between them.
-- Grain: one row.
select coalesce(max(used.downlink) + 1, $first) as downlink
from (
    select deliveries.downlink from raw.deliveries as deliveries
    union all
    select hand_offs.downlink from ops.hand_offs as hand_offs
) as used
where used.downlink between $first and $last
