-- The oldest hand-off that was not decided on yet.
-- Grain: at most one row.
select
    hand_offs.hand_off_number,
    hand_offs.ordinal,
    hand_offs.downlink,
    hand_offs.brought_by,
    hand_offs.opened_at
from ops.hand_offs as hand_offs
where
    hand_offs.hand_off_number not in (
        select outcomes.hand_off_number
        from ops.outcomes as outcomes
        where
            outcomes.stage = 'decide'
            and outcomes.is_success
            and outcomes.hand_off_number is not null
    )
order by hand_offs.hand_off_number
limit 1
