-- A group that is not whole, and whether the hole that its datagram leaves is written off, or else
-- no packet can make it whole: a group lies in a hole if its time is after the last event of the
-- datagram before the hole, and not after the last one of the datagram behind it.
-- Grain: scid, apid, first_count.
with

runs as (
    select
        run_id,
        lead(run_id) over (order by run_id) as next_run_id
    from core.runs
    where until_hand_off is null
),

neighbours as (
    select
        known.run_id,
        known.apid,
        known.datagram_sequence,
        datagrams.last_event_met
    from core.datagrams as known
    inner join raw.datagrams as datagrams using (run_id, datagram_id)
    where known.until_hand_off is null and known.datagram_fate = 'current'
),

lost as (
    select
        holes.run_id,
        holes.apid,
        coalesce(before.last_event_met, holes.run_id) as after_met,
        coalesce(behind.last_event_met, runs.next_run_id, 1e18) as until_met
    from core.holes as holes
    inner join runs on holes.run_id = runs.run_id
    left join neighbours as before
        on
            holes.run_id = before.run_id
            and holes.apid = before.apid
            and holes.first_datagram - 1 = before.datagram_sequence
    left join neighbours as behind
        on
            holes.run_id = behind.run_id
            and holes.apid = behind.apid
            and holes.last_datagram + 1 = behind.datagram_sequence
    where holes.until_hand_off is null and holes.hole_state = 'written_off'
),

incomplete as (
    select
        *,
        (time_order >> 32)::bigint + (time_order & 4294967295)::bigint / 1e6 as group_met
    from core.packet_groups
    where until_hand_off is null and group_state <> 'used'
)

select
    incomplete.* exclude (group_met, group_state), -- noqa: RF02
    incomplete.group_state as former_state,
    case
        when exists (
            select 1
            from lost
            where
                incomplete.group_met > lost.after_met
                and incomplete.group_met <= lost.until_met
                and (
                    incomplete.apid = lost.apid
                    or (
                        lost.apid is null
                        and not exists (
                            select 1
                            from core.streams as streams
                            where
                                streams.until_hand_off is null
                                and streams.run_id = lost.run_id
                                and streams.apid = incomplete.apid
                        )
                    )
                )
        ) then 'written_off'
        when malformed.first_count is not null then 'malformed'
        else 'waiting'
    end as group_state
from incomplete
left join malformed_groups as malformed
    on
        incomplete.scid = malformed.scid
        and incomplete.apid = malformed.apid
        and incomplete.first_count = malformed.first_count
