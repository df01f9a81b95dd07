-- The decision that stands and says this already: the newest of its kind about the same thing. To
-- force or release a run again means something new once anything came after.
-- Grain: at most one row.
with

standing as (
    select decisions.*
    from ops.decisions as decisions
    where
        decisions.decision_id not in (
            select undoing.undoes_decision_id
            from ops.decisions as undoing
            where undoing.undoes_decision_id is not null
        )
),

newest as (
    select *
    from standing
    where
        action = $action
        and undoes_decision_id is not distinct from $undoes_decision_id
        and run_id is not distinct from $run_id
        and hole_id is not distinct from $hole_id
        and downlink is not distinct from $downlink
    order by decision_id desc
    limit 1
)

select newest.decision_id
from newest
where
    newest.epus is not distinct from $epus
    and (
        newest.action not in ('force', 'release')
        or newest.hand_off_number = (
            select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs
        )
    )
