-- Rows that a delivery up to the one looked back to brought. {source} is filled in by the snapshot.
-- Grain: that of {source}.
select *
from {source}
where ordinal <= getvariable('as_of_ordinal')::bigint
