-- How long did holes stay open
-- By what became of them: how many, and the hours from when they were first seen.
-- Grain: hole_state.
select
    holes.hole_state,
    count(*) as hole_count,
    round(median(epoch(holes.changed_at - holes.first_seen_at)) / 3600, 2) as median_hours,
    round(max(epoch(holes.changed_at - holes.first_seen_at)) / 3600, 2) as longest_hours
from core.holes as holes
where holes.until_hand_off is null and holes.hole_state <> 'open'
group by holes.hole_state
order by holes.hole_state
