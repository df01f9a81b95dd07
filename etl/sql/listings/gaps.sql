-- Where events are missing: the GEM sequences, both ends inside, among which the events of a hole
-- must lie; null where nothing bounds them. Holes that were filled, and those that leave no room
-- for an event, are no gaps.
-- Grain: hole_id.
with

gaps as (
    select
        run_id,
        apid,
        hole_id,
        hole_kind,
        if(
            hole_state = 'open' and exists (
                select 1
                from ops.requests as requests
                where
                    requests.run_id = holes.run_id
                    and requests.apid is not distinct from holes.apid
                    and coalesce(requests.first_datagram <= holes.last_datagram, true)
                    and coalesce(requests.last_datagram >= holes.first_datagram, true)
                    and requests.until_hand_off is null
            ),
            'requested',
            hole_state
        ) as hole_state,
        first_datagram,
        if(last_datagram < first_datagram, null, last_datagram) as last_datagram,
        (after_gem_sequence::hugeint + 1) as first_gem_sequence,
        (before_gem_sequence::hugeint - 1) as last_gem_sequence,
        after_met as start_met,
        before_met as stop_met,
        before_met - after_met as duration_s,
        withheld_count,
        first_seen_ordinal
    from core.holes as holes
    where
        until_hand_off is null
        and hole_state in ('open', 'written_off')
)

select gaps.* exclude (first_seen_ordinal)
from gaps
where
    coalesce(gaps.first_gem_sequence <= gaps.last_gem_sequence, true)
    and coalesce(gaps.run_id = $run_id, true)
    and coalesce(
        gaps.hole_state = $state or ($state = 'open' and gaps.hole_state = 'requested'), true
    )
    and coalesce(gaps.first_seen_ordinal = $ordinal, true)
    and coalesce(gaps.stop_met >= $since_met, true)
    and coalesce(gaps.start_met < $until_met, true)
order by
    gaps.run_id,
    gaps.first_gem_sequence nulls first,
    gaps.apid,
    gaps.hole_id
