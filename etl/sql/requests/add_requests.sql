-- Request each open hole that no outstanding request covers. A request is outstanding while part of
-- its range is still missing. The end of a stream is missing once its run is over: another stream
-- of it closed, or a later run is known.
-- Grain: one request a hole.
insert into ops.requests
with

open_holes as (
    select *
    from core.holes
    where until_hand_off is null and hole_state in ('open', 'requested')
),

runs_over as (
    select streams.run_id
    from core.streams as streams
    where
        streams.until_hand_off is null
        and (
            streams.close_action in ('stop', 'abort', 'pause')
            or streams.run_id < (
                select max(runs.run_id) from core.runs as runs
                where runs.until_hand_off is null
            )
        )
),

spans as (
    select
        run_id,
        max(last_event_met) as last_event_met
    from core.streams
    where until_hand_off is null
    group by run_id
),

wanted as (
    select
        holes.hole_id,
        holes.run_id,
        holes.apid,
        holes.first_datagram,
        holes.last_datagram,
        coalesce(holes.after_met, holes.run_id) as start_met,
        coalesce(holes.before_met, greatest(spans.last_event_met, holes.after_met)) as stop_met
    from open_holes as holes
    inner join spans on holes.run_id = spans.run_id
    where
        (
            holes.hole_kind in ('inner', 'leading')
            or holes.run_id in (select runs_over.run_id from runs_over)
        )
        and not exists (
            select 1
            from ops.requests as asked
            where
                asked.run_id = holes.run_id
                and asked.apid is not distinct from holes.apid
                and coalesce(asked.first_datagram, 0) <= coalesce(holes.first_datagram, 0)
                and coalesce(
                    asked.last_datagram >= holes.last_datagram, asked.last_datagram is null
                )
        )
)

select
    (
        select coalesce(max(requests.request_id), 0) from ops.requests as requests
    ) + row_number() over (order by run_id, apid, first_datagram) as request_id,
    hole_id,
    run_id,
    apid,
    first_datagram,
    last_datagram,
    least(start_met, $now_met) as start_met,
    least(stop_met, $now_met) as stop_met,
    $now as requested_at
from wanted
