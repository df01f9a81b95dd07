-- A hole as it is known now.
-- Grain: hole_id.
select * exclude (until_hand_off)
from {{ source('core', 'holes') }}
where until_hand_off is null
