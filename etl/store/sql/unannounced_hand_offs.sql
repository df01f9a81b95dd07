-- A hand-off that is complete, has something to tell, is not held by an operator, and that on_ready
-- has not succeeded for, oldest first.
-- Grain: hand_off_number.
with

holds as (
    select holds.downlink
    from ops.decisions as holds
    where
        holds.action in ('hold', 'ignore')
        and holds.run_id is null
        and holds.decision_id not in (
            select undoing.undoes_decision_id
            from ops.decisions as undoing
            where undoing.undoes_decision_id is not null
        )
)

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
    and not exists (
        select 1
        from holds
        where coalesce(holds.downlink = hand_offs.downlink, true)
    )
    and (
        hand_offs.brought_by = 'delivery'
        or exists (
            select 1
            from core.chunks as chunks
            where chunks.since_hand_off = hand_offs.hand_off_number
        )
        or exists (
            select 1
            from core.runs as runs
            where
                runs.since_hand_off = hand_offs.hand_off_number
                and runs.run_state in ('complete', 'incomplete')
        )
    )
order by hand_offs.hand_off_number
