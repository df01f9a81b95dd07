-- A run whose delivered events, holes or state a hand-off changed, if anything of it is delivered.
-- Grain: run_id.
with

changed as (
    select run_id
    from core.runs
    where since_hand_off = $hand_off
    union
    select run_id
    from core.chunks
    where since_hand_off = $hand_off or until_hand_off = $hand_off
    union
    select run_id
    from core.holes
    where since_hand_off = $hand_off
),

delivered as (
    select
        run_id,
        sum(event_count)::bigint as event_count,
        min(first_event_met) as first_event_met,
        max(last_event_met) as last_event_met
    from core.chunks
    where
        since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
    group by run_id
)

select
    runs.run_id,
    delivered.event_count,
    delivered.first_event_met,
    delivered.last_event_met,
    runs.run_state,
    runs.run_type,
    runs.moot_key,
    runs.moot_alias
from core.runs as runs
inner join changed on runs.run_id = changed.run_id
inner join delivered on runs.run_id = delivered.run_id
where
    runs.since_hand_off <= $hand_off
    and (runs.until_hand_off is null or runs.until_hand_off > $hand_off)
    and coalesce(runs.run_id = $run_id, true)
order by runs.run_id
