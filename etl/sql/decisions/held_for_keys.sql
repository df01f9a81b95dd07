-- A run that its configuration keys hold, whatever else does.
-- Grain: at most one row.
select configurations.run_id
from core.run_configurations as configurations
where
    configurations.run_id = $run_id
    and configurations.until_hand_off is null
    and not configurations.is_releasable
