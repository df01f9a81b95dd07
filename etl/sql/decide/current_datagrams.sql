-- The one copy that counts of each datagram known, and since which hand-off it counts.
-- Grain: run_id, apid, datagram_sequence.
select *
from datagram_fates
where datagram_fate = 'current'
