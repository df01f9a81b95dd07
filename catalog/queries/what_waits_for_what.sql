-- What waits for what
-- The ranges of GEM sequences that are withheld, and the hole each waits for.
-- Grain: run_id, first_gem_sequence.
select
    ranges.run_id,
    ranges.first_gem_sequence,
    ranges.last_gem_sequence,
    holes.hole_id,
    holes.apid,
    holes.hole_kind,
    holes.first_datagram,
    holes.last_datagram,
    holes.withheld_count
from core.withheld_ranges as ranges
inner join core.holes as holes
    on ranges.hole_id = holes.hole_id and holes.until_hand_off is null
where ranges.until_hand_off is null
order by ranges.run_id, ranges.first_gem_sequence
