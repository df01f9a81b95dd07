-- A range that was asked for again, and what became of it: outstanding, partly filled, filled, or
-- what is left of it written off; accepted when the run was taken without it, ignored when every
-- copy of its run is. A whole stream that did not come is told by the APIDs that did, and by those
-- that it may have: the ones for its type of run that none of them is.
-- Grain: request_id.
with

rests as (
    select
        requests.request_id,
        bool_or(holes.hole_state = 'open') as is_open,
        bool_or(
            coalesce(holes.first_datagram <= requests.first_datagram, true)
            and coalesce(holes.last_datagram >= requests.last_datagram, holes.last_datagram is null)
        ) as is_whole
    from ops.requests as requests
    inner join core.holes as holes
        on
            requests.run_id = holes.run_id
            and requests.apid is not distinct from holes.apid
            and holes.until_hand_off is null
            and holes.hole_state in ('open', 'written_off')
            and coalesce(requests.first_datagram <= holes.last_datagram, true)
            and coalesce(requests.last_datagram >= holes.first_datagram, true)
    where requests.until_hand_off is null
    group by requests.request_id
),

states as (
    select
        requests.*,
        case
            when ends.hole_state = 'accepted' then 'accepted'
            when requests.until_hand_off is not null then 'filled'
            when rests.request_id is null then 'ignored'
            when not rests.is_open then 'written_off'
            when rests.is_whole then 'outstanding'
            else 'partly_filled'
        end as request_state
    from ops.requests as requests
    left join rests on requests.request_id = rests.request_id
    left join core.holes as ends
        on requests.hole_id = ends.hole_id and ends.until_hand_off is null
),

received as (
    select
        run_id,
        string_agg(apid::varchar, ' ' order by apid) as received_apids
    from core.streams
    where until_hand_off is null
    group by run_id
),

candidates as (
    select
        runs.run_id,
        string_agg(apids.apid::varchar, ' ' order by apids.apid) as candidate_apids
    from core.runs as runs
    inner join (
        values
        (955, 'LPA'), (956, 'LPA'), (957, 'LPA'), (958, 'LPA'),
        (965, 'LCI'), (966, 'LCI'), (967, 'LCI'), (968, 'LCI')
    ) as apids (apid, run_type)
        on runs.run_type = apids.run_type or runs.run_type not in ('LPA', 'LCI')
    left join core.streams as streams
        on
            runs.run_id = streams.run_id
            and apids.apid = streams.apid
            and streams.until_hand_off is null
    where runs.until_hand_off is null and streams.run_id is null
    group by runs.run_id
)

select
    'datagram' as request_kind,
    states.request_id,
    states.request_state,
    states.run_id,
    states.apid,
    states.first_datagram,
    states.last_datagram,
    states.start_met,
    states.stop_met,
    states.requested_at,
    states.hole_id,
    if(states.apid is null, received.received_apids, null) as received_apids,
    if(states.apid is null, candidates.candidate_apids, null) as candidate_apids
from states
left join received on states.run_id = received.run_id
left join candidates on states.run_id = candidates.run_id
where
    states.request_id > $after_id
    and coalesce(states.run_id = $run_id, true)
    and coalesce(states.request_state = $state, true)
order by states.request_id
