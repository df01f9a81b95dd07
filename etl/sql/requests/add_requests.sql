-- Ask for what no request that stands asks for: the stretches of each hole between those.
-- Grain: one request a stretch.
insert into ops.requests by name
with

asked as (
    select
        run_id,
        apid,
        coalesce(first_datagram, 0) as first_datagram,
        coalesce(last_datagram, $endless) as last_datagram
    from ops.requests
    where until_hand_off is null
),

barriers as (
    select
        holes.hole_id,
        asked.first_datagram,
        asked.last_datagram
    from askable as holes
    inner join asked
        on
            holes.run_id = asked.run_id
            and holes.apid is not distinct from asked.apid
            and holes.first_datagram <= asked.last_datagram
            and holes.last_datagram >= asked.first_datagram
    union all
    select
        hole_id,
        last_datagram + 1 as first_datagram,
        last_datagram + 1 as last_datagram
    from askable
),

stretches as (
    select
        hole_id,
        max(last_datagram) over (
            partition by hole_id
            order by first_datagram, last_datagram
            rows between unbounded preceding and 1 preceding
        ) + 1 as first_datagram,
        first_datagram - 1 as last_datagram
    from barriers
),

wanted as (
    select
        holes.* replace (
            greatest(holes.first_datagram, stretches.first_datagram) as first_datagram,
            least(holes.last_datagram, stretches.last_datagram) as last_datagram
        )
    from stretches
    inner join askable as holes using (hole_id)
)

select
    (select coalesce(max(requests.request_id), 0) from ops.requests as requests)
    + row_number() over (order by run_id, apid, first_datagram) as request_id,
    hole_id,
    run_id,
    apid,
    if(apid is null, null, first_datagram) as first_datagram,
    nullif(last_datagram, $endless) as last_datagram,
    start_met,
    stop_met,
    $now as requested_at,
    (select max(hand_offs.hand_off_number) from ops.hand_offs as hand_offs) as since_hand_off
from wanted
where first_datagram <= last_datagram
