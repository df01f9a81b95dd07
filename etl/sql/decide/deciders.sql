-- The decisions that a hand-off brought, in words; null where it brought none.
-- Grain: one row.
select
    if(count(*) = 1, 'decision ', 'decisions ')
    || string_agg(decision_id::varchar, ', ' order by decision_id) as deciders
from ops.decisions
where hand_off_number = $hand_off
