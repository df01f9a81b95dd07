-- A request ends when nothing of what it asks for is missing any more. One for a run whose every
-- copy is ignored stands on.
-- Grain: the filled requests.
update ops.requests
set until_hand_off = $hand_off
where
    until_hand_off is null
    and run_id in (select runs.run_id from runs)
    and not exists (
        select 1
        from holes
        where
            holes.run_id = requests.run_id
            and holes.apid is not distinct from requests.apid
            and holes.hole_state in ('open', 'written_off')
            and coalesce(holes.first_datagram <= requests.last_datagram, true)
            and coalesce(holes.last_datagram >= requests.first_datagram, true)
    )
