-- An even cut of each range into as few pieces as hold at most max_events.
-- Grain: run_id, covers_first_gem_sequence, piece_number.
with

sizes as (
    select
        run_id,
        covers_first_gem_sequence,
        sum(event_count)::bigint as event_count,
        max(event_count) as largest_bucket
    from buckets
    group by all
),

piece_counts as (
    select
        *,
        if(
            event_count <= $max_events,
            1,
            ceil(event_count / greatest($max_events - largest_bucket, $max_events // 2, 1))
        )::bigint as piece_count
    from sizes
),

placed as (
    select
        buckets.*,
        (
            sum(buckets.event_count) over (
                partition by buckets.run_id, buckets.covers_first_gem_sequence
                order by buckets.bucket_number
            )::bigint
            - buckets.event_count
        )
        * piece_counts.piece_count
        // piece_counts.event_count as piece_number
    from buckets
    inner join piece_counts using (run_id, covers_first_gem_sequence)
)

select
    run_id,
    covers_first_gem_sequence,
    row_number() over (
        partition by run_id, covers_first_gem_sequence order by piece_number
    ) as piece_number,
    sum(event_count)::bigint as event_count,
    min(first_gem_sequence) as first_gem_sequence,
    max(last_gem_sequence) as last_gem_sequence,
    min(first_event_met) as first_event_met,
    max(last_event_met) as last_event_met
from placed
group by run_id, covers_first_gem_sequence, placed.piece_number
