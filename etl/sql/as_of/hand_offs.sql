-- Rows that a hand-off up to the one looked back to brought. {source} is filled in by the snapshot.
-- Grain: that of {source}.
select *
from {source}
where hand_off_number <= getvariable('as_of_hand_off')::bigint
