-- Offenders found before the hand-off after the delivery looked back to, standing again where they
-- were gone later. {source} is filled in by the snapshot.
-- Grain: that of {source}.
with

next_hand_off as (
    select min(hand_offs.opened_at) as opened_at
    from snapshot.ops.hand_offs as hand_offs
    where hand_offs.hand_off_number > getvariable('as_of_hand_off')::bigint
)

select
    offenders.* replace (
        if(offenders.gone_at >= next_hand_off.opened_at, null, offenders.gone_at) as gone_at
    )
from {source} as offenders
cross join next_hand_off
where coalesce(offenders.found_at < next_hand_off.opened_at, true)
