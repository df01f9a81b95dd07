-- A copy of a datagram of a touched run that a decision ignores with the delivery that brought it;
-- one made of packets with any delivery that brought one of them.
-- Grain: datagram_id.
with

decoded as (
    select files.file_id
    from raw.files as files
    where files.file_kind = 'decoded'
)

select datagrams.datagram_id
from raw.datagrams as datagrams
inner join ignored_deliveries as ignored on datagrams.ordinal = ignored.ordinal
where
    datagrams.run_id in (select touched.run_id from touched)
    and datagrams.file_id not in (select decoded.file_id from decoded)
union
select origins.datagram_id
from raw.datagram_deliveries as brought
inner join ignored_deliveries as ignored on brought.packet_ordinal = ignored.ordinal
inner join raw.datagram_origins as origins
    on
        brought.ordinal = origins.ordinal
        and brought.decode_chunk = origins.decode_chunk
        and brought.place_number = origins.place_number
