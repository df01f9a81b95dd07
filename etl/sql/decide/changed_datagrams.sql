-- A datagram that came into force, or ceased to count, since the chunk it lies in was made.
-- Grain: run_id, chunk_number, datagram_id.
with

gained as (
    select
        chunks.run_id,
        chunks.chunk_number,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence,
        datagrams.datagram_id
    from standing_chunks as chunks
    inner join current_datagrams as datagrams
        on
            chunks.run_id = datagrams.run_id
            and chunks.since_hand_off < datagrams.current_since_hand_off
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
    where not exists (
        select 1
        from spells
        where
            spells.datagram_id = datagrams.datagram_id
            and spells.since_hand_off <= chunks.since_hand_off
            and spells.until_hand_off > chunks.since_hand_off
    )
),

ceased as (
    select known.*
    from core.datagrams as known
    where
        known.datagram_fate = 'current'
        and known.run_id in (select standing_chunks.run_id from standing_chunks)
        and known.datagram_id not in (
            select current_datagrams.datagram_id from current_datagrams
        )
),

lost as (
    select distinct
        chunks.run_id,
        chunks.chunk_number,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence,
        datagrams.datagram_id
    from standing_chunks as chunks
    inner join ceased
        on
            chunks.run_id = ceased.run_id
            and chunks.since_hand_off >= ceased.since_hand_off
            and chunks.since_hand_off < coalesce(ceased.until_hand_off, $hand_off)
    inner join raw.datagrams as datagrams
        on
            ceased.run_id = datagrams.run_id
            and ceased.datagram_id = datagrams.datagram_id
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
)

select * from gained
union all
select * from lost
