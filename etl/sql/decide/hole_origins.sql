-- What a missing range was known as before: the same hole, or the hole it is the rest of.
-- A new end of a stream is a new hole: that more was to come was all the old one said.
-- Grain: run_id, apid, hole_kind, first_datagram.
with

matches as (
    select
        missing.*,
        known.hole_id as origin_id,
        known.hole_kind as origin_kind,
        known.hole_state as origin_state,
        known.first_seen_at as origin_seen_at,
        known.first_seen_ordinal as origin_seen_ordinal,
        known.changed_at as origin_changed_at,
        known.changed_by as origin_changed_by,
        (
            missing.hole_kind = known.hole_kind
            and missing.first_datagram is not distinct from known.first_datagram
            and missing.last_datagram is not distinct from known.last_datagram
        ) as is_same
    from missing
    left join known_holes as known
        on
            missing.run_id = known.run_id
            and missing.apid is not distinct from known.apid
            and coalesce(missing.first_datagram, 0) >= coalesce(known.first_datagram, 0)
            and (
                known.last_datagram is null
                or missing.last_datagram <= known.last_datagram
            )
            and (
                missing.hole_kind <> 'trailing'
                or missing.first_datagram = known.first_datagram
            )
)

select *
from matches
qualify
    row_number() over (
        partition by run_id, apid, hole_kind, first_datagram
        order by is_same desc, origin_id
    ) = 1
