-- Where does the time go
-- How long each stage takes, over all its attempts, the costliest first.
-- Grain: stage.
select
    outcomes.stage,
    count(*) as attempt_count,
    count(*) filter (where not outcomes.is_success) as failed_count,
    sum(epoch(outcomes.ended_at - outcomes.started_at)) as total_s,
    median(epoch(outcomes.ended_at - outcomes.started_at)) as median_s,
    max(epoch(outcomes.ended_at - outcomes.started_at)) as longest_s
from ops.outcomes as outcomes
group by outcomes.stage
order by total_s desc
