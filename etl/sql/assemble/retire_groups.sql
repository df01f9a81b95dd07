-- End the groups that are no longer as they were.
-- Grain: one statement.
update core.packet_groups as known
set until_hand_off = $hand_off
where
    known.until_hand_off is null
    and (known.scid, known.apid, known.time_order) in (
        select
            touched_times.scid,
            touched_times.apid,
            touched_times.time_order
        from touched_times
    )
    and not exists (
        select 1
        from groups
        where
            groups.scid = known.scid
            and groups.apid = known.apid
            and groups.time_order = known.time_order
            and groups.first_count = known.first_count
            and groups.last_count = known.last_count
            and groups.packet_count = known.packet_count
            and groups.datagram_bytes = known.datagram_bytes
            and groups.group_state = if(known.group_state = 'used', 'used', 'waiting')
    )
