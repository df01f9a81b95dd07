-- A run and the hand-off that changed its datagrams last.
-- Grain: run_id.
select
    run_id,
    max(greatest(since_hand_off, coalesce(until_hand_off, 0))) as hand_off_number
from core.datagrams
group by run_id
order by run_id
