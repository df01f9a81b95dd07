-- A hand-off, with when its products went out.
-- Grain: hand_off_number.
select
    hand_offs.hand_off_number,
    hand_offs.ordinal,
    hand_offs.downlink,
    hand_offs.brought_by,
    hand_offs.opened_at,
    max(outcomes.ended_at) as handed_off_at
from {{ source('ops', 'hand_offs') }} as hand_offs
left join {{ source('ops', 'outcomes') }} as outcomes
    on
        hand_offs.hand_off_number = outcomes.hand_off_number
        and outcomes.stage = 'hand_off'
        and outcomes.is_success
group by all
