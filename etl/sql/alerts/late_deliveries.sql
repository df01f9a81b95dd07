-- A delivery with new data that are far behind those that had come before, until one is on time.
-- Grain: subject.
with

brought as (
    select
        hand_offs.hand_off_number,
        hand_offs.ordinal,
        hand_offs.downlink,
        count(*) as run_count,
        min(runs.run_id) as first_run_id,
        max(runs.run_id) as last_run_id,
        max(runs.last_event_met) as newest_met
    from ops.hand_offs as hand_offs
    inner join core.runs as runs on hand_offs.hand_off_number = runs.since_hand_off
    where hand_offs.brought_by = 'delivery'
    group by hand_offs.hand_off_number, hand_offs.ordinal, hand_offs.downlink
),

judged as (
    select
        *,
        coalesce(max(newest_met) over earlier - newest_met, 0) as behind_s
    from brought
    window
        earlier as (
            order by hand_off_number rows between unbounded preceding and 1 preceding
        )
),

last_on_time as (
    select coalesce(max(hand_off_number), 0) as hand_off_number
    from judged
    where behind_s <= $late_warn_high
)

select
    'late_delivery' as alert_kind,
    printf('%09d', judged.downlink) as subject,
    if(judged.behind_s > $late_error_high, 'error', 'warning') as severity,
    printf(
        'Delivery %09d brought new data of %d runs, r%010d to r%010d, %.1f h of spacecraft time '
        || 'behind what had come before. What it changed is made again as new versions; ask the '
        || 'MOC whether more is on its way.',
        judged.downlink, judged.run_count, judged.first_run_id, judged.last_run_id,
        judged.behind_s / 3600
    ) as message,
    null::bigint as run_id,
    judged.ordinal
from judged
cross join last_on_time
where judged.hand_off_number > last_on_time.hand_off_number
