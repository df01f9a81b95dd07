-- Whether the marts are whole: how the last attempt to build them ended.
-- Grain: one row, none if there was no attempt.
select outcomes.is_success
from ops.outcomes as outcomes
where outcomes.stage = 'models'
order by outcomes.outcome_id desc
limit 1
