-- What the decisions in force say of a run.
-- Grain: run_id.
select
    run_id,
    max_by(epus, decision_id) filter (where action = 'accept') as accepted_epus,
    max_by(epus, decision_id) filter (where action = 'force') as forced_epus,
    bool_or(action = 'force') as is_forced,
    bool_or(action = 'hold') as is_on_hold,
    bool_or(action = 'ignore') as is_ignored,
    bool_or(action = 'release') as is_released,
    bool_or(
        action = 'write-off' and hole_id in (
            select holes.hole_id from core.holes as holes
            where holes.hole_kind = 'stream'
        )
    ) as is_absence_accepted
from active_decisions
where run_id is not null
group by run_id
