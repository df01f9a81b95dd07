-- A run whose datagrams changed after a hand-off, with the events it has now.
-- Grain: run_id.
with

changed as (
    select distinct run_id
    from core.datagrams
    where since_hand_off > $checked_to or until_hand_off > $checked_to
)

select
    changed.run_id,
    coalesce(runs.event_count, 0) as event_count
from changed
left join core.runs as runs on changed.run_id = runs.run_id and runs.until_hand_off is null
order by changed.run_id
