-- A copy of a datagram that came more than once, and which copy is the best of them. What came in a
-- file as its manifest has it wins over what came only in altered ones, then most events, then the
-- smallest digest; never arrival. What is ignored comes last.
-- Grain: datagram_id.
with

altered as (
    select files.file_id
    from raw.files as files
    where files.file_state = 'altered'
),

contested as (
    select
        datagrams.run_id,
        datagrams.apid,
        datagrams.datagram_sequence
    from raw.datagrams as datagrams
    where
        datagrams.run_id in (select touched.run_id from touched)
        and datagrams.ordinal <= $ordinal
    group by all
    having count(*) > 1
),

vouched as (
    select
        copies.*,
        copies.datagram_id in (
            select ignored_copies.datagram_id from ignored_copies
        ) as is_ignored,
        bool_and(copies.file_id in (select altered.file_id from altered)) over (
            partition by
                copies.run_id, copies.apid, copies.datagram_sequence, copies.content_digest
        ) as is_doubtful
    from raw.datagrams as copies
    inner join contested using (run_id, apid, datagram_sequence)
    where copies.ordinal <= $ordinal
)

select
    datagram_id,
    content_digest,
    first_value(datagram_id) over best as best_id,
    first_value(content_digest) over best as best_digest,
    first_value(is_ignored) over best as is_best_ignored
from vouched
window best as (
    partition by run_id, apid, datagram_sequence
    order by is_ignored, is_doubtful, event_count desc, content_digest, ordinal, datagram_id
)
