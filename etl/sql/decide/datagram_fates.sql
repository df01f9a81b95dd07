-- What becomes of each copy of a datagram: one is current; the rest are duplicates (same content),
-- conflicts (other content), or ignored. What came in a file as its manifest has it wins over what
-- came only in altered ones, then most events, then the smallest digest; never arrival.
-- Grain: datagram_id.
with

ignored as (
    select deliveries.ordinal
    from raw.deliveries as deliveries
    where deliveries.downlink in (
        select active_decisions.downlink
        from active_decisions
        where active_decisions.action = 'ignore'
    )
),

altered as (
    select files.file_id
    from raw.files as files
    where files.file_state = 'altered'
),

-- a datagram of packets is ignored with any delivery that brought one of them
decoded as (
    select files.file_id
    from raw.files as files
    where files.file_kind = 'decoded'
),

fallen as (
    select origins.datagram_id
    from raw.datagram_deliveries as brought
    inner join ignored on brought.packet_ordinal = ignored.ordinal
    inner join raw.datagram_origins as origins
        on
            brought.ordinal = origins.ordinal
            and brought.decode_chunk = origins.decode_chunk
            and brought.place_number = origins.place_number
),

copies as (
    select
        datagrams.datagram_id,
        datagrams.ordinal,
        datagrams.run_id,
        datagrams.apid,
        datagrams.datagram_sequence,
        datagrams.event_count,
        datagrams.content_digest,
        datagrams.file_id in (select altered.file_id from altered) as is_altered,
        if(
            datagrams.file_id in (select decoded.file_id from decoded),
            datagrams.datagram_id in (select fallen.datagram_id from fallen),
            datagrams.ordinal in (select ignored.ordinal from ignored)
        ) as is_ignored
    from raw.datagrams as datagrams
    where
        datagrams.run_id in (select touched.run_id from touched)
        and datagrams.ordinal <= $ordinal
),

vouched as (
    select
        *,
        bool_and(is_altered) over (
            partition by run_id, apid, datagram_sequence, content_digest
        ) as is_doubtful
    from copies
),

ranked as (
    select
        *,
        row_number() over best as preference,
        first_value(datagram_id) over best as best_id,
        first_value(content_digest) over best as best_digest,
        first_value(is_ignored) over best as is_best_ignored
    from vouched
    window best as (
        partition by run_id, apid, datagram_sequence
        order by is_ignored, is_doubtful, event_count desc, content_digest, ordinal, datagram_id
    )
)

select
    datagram_id,
    ordinal,
    run_id,
    apid,
    datagram_sequence,
    event_count,
    content_digest,
    case
        when is_ignored then 'ignored'
        when preference = 1 then 'current'
        when content_digest = best_digest then 'duplicate'
        else 'conflict'
    end as datagram_fate,
    if(is_best_ignored, null, best_id) as current_datagram_id
from ranked
