-- A hand-off that is complete and that on_ready has not succeeded for, oldest first.
-- Grain: hand_off_number.
select
    hand_offs.hand_off_number,
    hand_offs.ordinal,
    hand_offs.downlink,
    hand_offs.brought_by,
    hand_offs.opened_at
from ops.hand_offs as hand_offs
where
    exists (
        select 1
        from ops.outcomes as done
        where
            done.hand_off_number = hand_offs.hand_off_number
            and done.stage = 'hand_off'
            and done.is_success
    )
    and not exists (
        select 1
        from ops.outcomes as told
        where
            told.hand_off_number = hand_offs.hand_off_number
            and told.stage = 'on_ready'
            and told.is_success
    )
order by hand_offs.hand_off_number
