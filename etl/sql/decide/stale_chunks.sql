-- A standing chunk whose events are no longer those it was made of, with the events it has now.
-- Grain: run_id, chunk_number.
with

stale as (
    select distinct
        changed.run_id,
        changed.chunk_number,
        changed.covers_first_gem_sequence,
        changed.covers_last_gem_sequence
    from changed_datagrams as changed
    inner join raw.events as events
        on changed.run_id = events.run_id and changed.datagram_id = events.datagram_id
    where
        events.gem_sequence
        between changed.covers_first_gem_sequence and changed.covers_last_gem_sequence
),

contents as (
    select
        chunks.run_id,
        chunks.chunk_number,
        datagrams.datagram_id,
        datagrams.event_count,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence,
        datagrams.first_gem_sequence >= chunks.covers_first_gem_sequence
        and datagrams.last_gem_sequence <= chunks.covers_last_gem_sequence as is_inside
    from stale as chunks
    inner join current_datagrams as datagrams
        on
            chunks.run_id = datagrams.run_id
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
),

counts as (
    select
        contents.run_id,
        contents.chunk_number,
        sum(contents.event_count) as event_count
    from contents
    where contents.is_inside
    group by all
    union all
    select
        contents.run_id,
        contents.chunk_number,
        count(*) as event_count
    from contents
    inner join raw.events as events
        on contents.run_id = events.run_id and contents.datagram_id = events.datagram_id
    where
        not contents.is_inside
        and events.gem_sequence
        between contents.covers_first_gem_sequence and contents.covers_last_gem_sequence
    group by all
)

select
    stale.run_id,
    stale.chunk_number,
    coalesce(sum(counts.event_count), 0) as event_count
from stale
left join counts using (run_id, chunk_number)
group by all
