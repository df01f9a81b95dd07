-- An open hole that may be asked for again, with the time among which its events must lie; what
-- lies in time to come is not asked for, nor is an ignored run. The end of a stream, or a whole
-- stream, is missing once its run is over: a stream of it closed, or a later run is known.
-- Grain: range_id, the hole's.
with

runs as (
    select
        run_id,
        lead(run_id) over (order by run_id) as next_run_met
    from core.runs
    where until_hand_off is null
    qualify held_reason is distinct from 'ignored'
),

holes as (
    select
        *,
        coalesce(after_met, run_id) as start_met
    from core.holes
    where until_hand_off is null and hole_state = 'open'
),

closes as (
    select
        run_id,
        max(last_event_met) as closed_met
    from core.streams
    where until_hand_off is null and close_action in ('stop', 'abort', 'pause')
    group by run_id
),

bounded as (
    select
        holes.*,
        coalesce(closes.closed_met, runs.next_run_met) is not null as is_over,
        case
            when holes.before_met is not null then holes.before_met
            when closes.closed_met > holes.start_met then closes.closed_met
            when runs.next_run_met > holes.start_met then runs.next_run_met
            else $now_met
        end as stop_met
    from holes
    inner join runs on holes.run_id = runs.run_id
    left join closes on holes.run_id = closes.run_id
)

select
    hole_id as range_id,
    run_id,
    apid,
    coalesce(first_datagram, 0) as first_missing,
    coalesce(last_datagram, $endless) as last_missing,
    start_met,
    least(stop_met, $now_met) as stop_met
from bounded
where start_met < $now_met and (is_over or hole_kind in ('inner', 'leading'))
