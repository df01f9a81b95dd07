-- A datagram that came into force, or ceased to count, since the chunk it lies in was made.
-- Grain: run_id, chunk_number, datagram_id.
with

news as (
    select datagrams.*
    from current_datagrams as datagrams
    where
        datagrams.current_since_hand_off > (
            select min(standing_chunks.since_hand_off) from standing_chunks
        )
),

gained as (
    select
        chunks.run_id,
        chunks.chunk_number,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence,
        datagrams.datagram_id
    from standing_chunks as chunks
    inner join news as datagrams
        on
            chunks.run_id = datagrams.run_id
            and chunks.since_hand_off < datagrams.current_since_hand_off
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
    anti join past_spells
        on
            datagrams.datagram_id = past_spells.datagram_id
            and chunks.since_hand_off >= past_spells.since_hand_off
            and chunks.since_hand_off < past_spells.until_hand_off
),

ceased as (
    select
        fates.run_id,
        fates.datagram_id,
        fates.first_gem_sequence,
        fates.last_gem_sequence,
        known.since_hand_off,
        known.until_hand_off
    from datagram_fates as fates
    inner join core.datagrams as known
        on
            fates.run_id = known.run_id
            and fates.datagram_id = known.datagram_id
    where
        fates.datagram_fate <> 'current'
        and known.datagram_fate = 'current'
),

lost as (
    select distinct
        chunks.run_id,
        chunks.chunk_number,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence,
        ceased.datagram_id
    from standing_chunks as chunks
    inner join ceased
        on
            chunks.run_id = ceased.run_id
            and chunks.since_hand_off >= ceased.since_hand_off
            and chunks.since_hand_off < coalesce(ceased.until_hand_off, $hand_off)
            and chunks.covers_first_gem_sequence <= ceased.last_gem_sequence
            and chunks.covers_last_gem_sequence >= ceased.first_gem_sequence
)

select * from gained
union all
select * from lost
