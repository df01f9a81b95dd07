-- A run, the hand-off that changed its datagrams last, and when that was: a database that was put
-- back from a copy comes to the same numbers at other times.
-- Grain: run_id.
with

changes as (
    select
        run_id,
        max(greatest(since_hand_off, coalesce(until_hand_off, 0))) as hand_off_number
    from core.datagrams
    group by run_id
)

select
    changes.run_id,
    changes.hand_off_number,
    epoch_us(hand_offs.opened_at) as opened_us
from changes
inner join ops.hand_offs as hand_offs on changes.hand_off_number = hand_offs.hand_off_number
order by changes.run_id
