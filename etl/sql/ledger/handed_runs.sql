-- A run whose ledger lines a hand-off could have changed.
-- Grain: run_id.
select distinct known.run_id
from core.datagrams as known
where
    known.ordinal = $ordinal
    or known.since_hand_off = $hand_off
    or known.until_hand_off = $hand_off
union
select datagrams.run_id
from raw.datagrams as datagrams
where datagrams.ordinal = $ordinal
