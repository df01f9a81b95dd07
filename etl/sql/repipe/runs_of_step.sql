-- A run that a delivery brought datagrams of, or that a hand-off changed.
-- Grain: run_id.
select datagrams.run_id
from raw.datagrams as datagrams
where datagrams.ordinal = $ordinal
union
select runs.run_id
from core.runs as runs
inner join ops.hand_offs as hand_offs on runs.since_hand_off = hand_offs.hand_off_number
where hand_offs.downlink = $downlink
order by run_id
