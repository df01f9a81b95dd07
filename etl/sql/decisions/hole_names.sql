-- What the open holes of a run are called on the command line.
-- Grain: hole_id.
select distinct
    printf('r%010d/%d/%d', holes.run_id, holes.apid, holes.first_datagram) as hole_name,
    holes.apid
from core.holes as holes
where
    holes.until_hand_off is null
    and holes.hole_state = 'open'
    and holes.run_id = $run_id
    and holes.apid is not null
order by hole_name
