-- Events to be cut, counted in buckets of GEM sequences; a cut falls between buckets, so it never
-- separates equal GEM sequences and needs no sort. A datagram inside one bucket is counted whole,
-- and a range that fits one chunk is one bucket.
-- Grain: run_id, covers_first_gem_sequence, bucket_number.
with

widths as (
    select
        *,
        if(
            event_count <= $max_events, 18446744073709551615, greatest(1, $max_events // 32)
        )::ubigint as bucket_width
    from cut_ranges
),

contents as (
    select
        ranges.run_id,
        ranges.covers_first_gem_sequence,
        ranges.covers_last_gem_sequence,
        ranges.bucket_width,
        datagrams.datagram_id,
        datagrams.event_count,
        datagrams.first_gem_sequence,
        datagrams.last_gem_sequence,
        datagrams.first_event_met,
        datagrams.last_event_met,
        datagrams.first_gem_sequence // ranges.bucket_width as first_bucket,
        datagrams.last_gem_sequence // ranges.bucket_width as last_bucket,
        first_bucket = last_bucket
        and datagrams.first_gem_sequence >= ranges.covers_first_gem_sequence
        and datagrams.last_gem_sequence <= ranges.covers_last_gem_sequence as is_whole
    from widths as ranges
    inner join current_datagrams as datagrams
        on
            ranges.run_id = datagrams.run_id
            and ranges.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and ranges.covers_last_gem_sequence >= datagrams.first_gem_sequence
),

counted as (
    select
        run_id,
        covers_first_gem_sequence,
        first_bucket as bucket_number,
        event_count,
        first_gem_sequence,
        last_gem_sequence,
        first_event_met,
        last_event_met
    from contents
    where is_whole
    union all
    select
        contents.run_id,
        contents.covers_first_gem_sequence,
        events.gem_sequence // contents.bucket_width as bucket_number,
        count(*) as event_count,
        min(events.gem_sequence) as first_gem_sequence,
        max(events.gem_sequence) as last_gem_sequence,
        min(events.event_met) as first_event_met,
        max(events.event_met) as last_event_met
    from contents
    inner join raw.events as events
        on contents.run_id = events.run_id and contents.datagram_id = events.datagram_id
    where
        not contents.is_whole
        and events.gem_sequence
        between contents.covers_first_gem_sequence and contents.covers_last_gem_sequence
    group by all
)

select
    run_id,
    covers_first_gem_sequence,
    bucket_number,
    sum(event_count)::bigint as event_count,
    min(first_gem_sequence) as first_gem_sequence,
    max(last_gem_sequence) as last_gem_sequence,
    min(first_event_met) as first_event_met,
    max(last_event_met) as last_event_met
from counted
group by all
