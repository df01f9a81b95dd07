-- A missing range of datagram numbers and what became of it; an open one that is asked for again is
-- requested, and still open. A trailing hole has no last datagram and lasts as long as its run, if
-- that is over, nor has what came before datagram number 0; an
-- absent stream has no APID and no range.
-- Grain: hole_id.
with

asked as (
    select
        holes.hole_id,
        max(requests.requested_at) as requested_at
    from core.holes as holes
    inner join ops.requests as requests
        on
            holes.run_id = requests.run_id
            and holes.apid is not distinct from requests.apid
            and coalesce(holes.first_datagram <= requests.last_datagram, true)
            and coalesce(holes.last_datagram >= requests.first_datagram, true)
            and requests.until_hand_off is null
    where holes.until_hand_off is null and holes.hole_state = 'open'
    group by holes.hole_id
),

holes as (
    select
        known.* exclude (since_hand_off, until_hand_off)
        replace (
            if(asked.hole_id is null, known.hole_state, 'requested') as hole_state,
            if(
                known.last_datagram < known.first_datagram, null, known.last_datagram
            ) as last_datagram
        ),
        asked.requested_at,
        known.last_datagram - known.first_datagram + 1 as missing_count,
        coalesce(known.before_met, runs.last_event_met) as stop_met
    from core.holes as known
    left join asked on known.hole_id = asked.hole_id
    left join core.runs as runs
        on
            known.run_id = runs.run_id
            and runs.until_hand_off is null
            and runs.run_state in ('complete', 'incomplete')
    where known.until_hand_off is null
)

select holes.* exclude (stop_met)
from holes
where
    coalesce(holes.run_id = $run_id, true)
    and coalesce(
        holes.hole_state = $state or ($state = 'open' and holes.hole_state = 'requested'), true
    )
    and coalesce(holes.first_seen_ordinal = $ordinal, true)
    and coalesce(holes.stop_met >= $since_met, true)
    and coalesce(holes.after_met < $until_met, true)
order by
    holes.run_id,
    holes.apid,
    holes.first_datagram,
    holes.hole_id
