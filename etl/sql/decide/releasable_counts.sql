-- How many events a releasable stretch holds; empty stretches are left out.
-- Grain: run_id, first_gem_sequence.
with

contents as (
    select
        stretches.*,
        datagrams.datagram_id,
        datagrams.event_count,
        datagrams.first_gem_sequence >= stretches.first_gem_sequence
        and datagrams.last_gem_sequence <= stretches.last_gem_sequence as is_inside
    from releasable as stretches
    inner join current_datagrams as datagrams
        on
            stretches.run_id = datagrams.run_id
            and stretches.first_gem_sequence <= datagrams.last_gem_sequence
            and stretches.last_gem_sequence >= datagrams.first_gem_sequence
),

counts as (
    select
        contents.run_id,
        contents.first_gem_sequence,
        contents.last_gem_sequence,
        sum(contents.event_count) as event_count
    from contents
    where contents.is_inside
    group by all
    union all
    select
        contents.run_id,
        contents.first_gem_sequence,
        contents.last_gem_sequence,
        count(*) as event_count
    from contents
    inner join raw.events as events
        on contents.run_id = events.run_id and contents.datagram_id = events.datagram_id
    where
        not contents.is_inside
        and events.gem_sequence
        between contents.first_gem_sequence and contents.last_gem_sequence
    group by all
)

select
    run_id,
    first_gem_sequence,
    last_gem_sequence,
    sum(event_count)::bigint as event_count
from counts
group by all
