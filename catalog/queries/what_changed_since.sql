-- What changed since a delivery
-- The runs that later hand-offs touched: their state then and now, and how many events each has.
-- $delivery: the delivery to compare with, by its id or ordinal
-- Grain: run_id.
with

then_hand_off as (
    select coalesce(max(hand_off_number), 0) as hand_off_number
    from ops.hand_offs
    where ordinal <= $delivery
),

runs_now as (
    select *
    from core.runs
    where until_hand_off is null
),

runs_then as (
    select runs.*
    from core.runs as runs
    cross join then_hand_off
    where
        runs.since_hand_off <= then_hand_off.hand_off_number
        and coalesce(runs.until_hand_off > then_hand_off.hand_off_number, true)
)

select
    runs_now.run_id,
    runs_then.run_state as state_then,
    runs_now.run_state as state_now,
    coalesce(runs_then.delivered_count, 0) as delivered_then,
    runs_now.delivered_count as delivered_now,
    coalesce(runs_then.withheld_count, 0) as withheld_then,
    runs_now.withheld_count as withheld_now
from runs_now
left join runs_then on runs_now.run_id = runs_then.run_id
where runs_now.since_hand_off is distinct from runs_then.since_hand_off
order by runs_now.run_id
