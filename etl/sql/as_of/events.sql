-- Events that a delivery up to the one looked back to brought; datagrams are numbered as they come.
-- {source} is filled in by the snapshot.
-- Grain: that of {source}.
select *
from {source}
where
    datagram_id <= (
        select max(datagrams.datagram_id)
        from snapshot.raw.datagrams as datagrams
        where datagrams.ordinal <= getvariable('as_of_ordinal')::bigint
    )
