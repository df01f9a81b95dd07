-- Events to be cut, counted in narrow buckets of GEM sequences; a cut falls between buckets, so it
-- never separates equal GEM sequences and needs no sort.
-- Grain: run_id, covers_first_gem_sequence, bucket_number.
with

contents as (
    select
        ranges.run_id,
        ranges.covers_first_gem_sequence,
        ranges.covers_last_gem_sequence,
        datagrams.datagram_id
    from cut_ranges as ranges
    inner join current_datagrams as datagrams
        on
            ranges.run_id = datagrams.run_id
            and ranges.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and ranges.covers_last_gem_sequence >= datagrams.first_gem_sequence
)

select
    events.run_id,
    contents.covers_first_gem_sequence,
    events.gem_sequence // greatest(1, $max_events // 64) as bucket_number,
    count(*) as event_count,
    min(events.gem_sequence) as first_gem_sequence,
    max(events.gem_sequence) as last_gem_sequence,
    min(events.event_met) as first_event_met,
    max(events.event_met) as last_event_met
from contents
inner join raw.events as events
    on contents.run_id = events.run_id and contents.datagram_id = events.datagram_id
where
    events.gem_sequence
    between contents.covers_first_gem_sequence and contents.covers_last_gem_sequence
group by all
