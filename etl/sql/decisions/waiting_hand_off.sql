-- The newest hand-off, if decisions brought it and no stage has seen it.
-- Grain: at most one row.
select
    hand_offs.hand_off_number,
    hand_offs.ordinal,
    hand_offs.downlink,
    hand_offs.brought_by,
    hand_offs.opened_at
from ops.hand_offs as hand_offs
where
    hand_offs.brought_by = 'decision'
    and hand_offs.hand_off_number = (
        select max(newest.hand_off_number) from ops.hand_offs as newest
    )
    and hand_offs.hand_off_number not in (
        select outcomes.hand_off_number
        from ops.outcomes as outcomes
        where outcomes.hand_off_number is not null
    )
