-- A break in a touched counter: packets that are missing, or a reset.
-- Grain: before_packet_id.
select
    scid,
    apid,
    if(is_reset, 'reset', 'loss') as gap_kind,
    if(is_reset, null, unwrapped_count - step_count + 1) as first_missing_count,
    if(is_reset, null, unwrapped_count - 1) as last_missing_count,
    if(is_reset, 0, step_count - 1) as missing_count,
    after_packet_id,
    packet_id as before_packet_id,
    after_met,
    before_met
from packet_steps
where after_packet_id is not null and (is_reset or step_count > 1)
