-- The span of a run's delivered events less the time of its holes.
-- Grain: start_met.
with

lost as (
    select
        greatest(coalesce(after_met, $first_event_met), $first_event_met) as start_met,
        least(coalesce(before_met, $last_event_met), $last_event_met) as stop_met
    from core.holes
    where
        run_id = $run_id
        and since_hand_off <= $hand_off
        and (until_hand_off is null or until_hand_off > $hand_off)
        and hole_state in ('open', 'written_off')
),

edges as (
    select
        start_met,
        stop_met
    from lost
    where start_met < stop_met
    union all
    select
        $last_event_met as start_met,
        $last_event_met as stop_met
),

stretches as (
    select
        coalesce(
            max(stop_met) over (
                order by start_met, stop_met
                rows between unbounded preceding and 1 preceding
            ),
            $first_event_met
        ) as start_met,
        start_met as stop_met
    from edges
)

select
    start_met,
    stop_met
from stretches
where
    start_met < stop_met
    or (start_met = stop_met and $first_event_met = $last_event_met)
order by start_met
