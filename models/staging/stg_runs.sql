-- A run as it is known now.
-- Grain: run_id.
select * exclude (until_hand_off)
from {{ source('core', 'runs') }}
where until_hand_off is null
