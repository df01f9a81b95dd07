-- A run that this hand-off may change: it brought datagrams, or had some decoded, or a decision or
-- plan of it speaks of the run.
-- Grain: run_id.
with

spoken as (
    select decisions.*
    from ops.decisions as decisions
    where
        decisions.hand_off_number = $hand_off
        or decisions.decision_id in (
            select undoing.undoes_decision_id
            from ops.decisions as undoing
            where undoing.hand_off_number = $hand_off
        )
),

spoken_deliveries as (
    select deliveries.ordinal
    from raw.deliveries as deliveries
    where deliveries.downlink in (select spoken.downlink from spoken)
),

spoken_datagrams as (
    select origins.datagram_id
    from raw.datagram_deliveries as brought
    inner join spoken_deliveries on brought.packet_ordinal = spoken_deliveries.ordinal
    inner join raw.datagram_origins as origins
        on
            brought.ordinal = origins.ordinal
            and brought.decode_chunk = origins.decode_chunk
            and brought.place_number = origins.place_number
)

select spoken.run_id
from spoken
where spoken.run_id is not null
union
select datagrams.run_id
from raw.datagrams as datagrams
where
    (
        datagrams.ordinal = $ordinal
        and datagrams.datagram_id not in (
            select known.datagram_id
            from core.datagrams as known
            where known.ordinal = $ordinal
        )
    )
    or datagrams.datagram_id in (select spoken_datagrams.datagram_id from spoken_datagrams)
    or datagrams.ordinal in (select spoken_deliveries.ordinal from spoken_deliveries)
    or exists (
        select 1
        from spoken
        where
            spoken.run_id is null
            and spoken.downlink is null
            and spoken.undoes_decision_id is null
    )
union
select runs.run_id
from core.runs as runs
inner join raw.mission_plans as plans
    on
        plans.hand_off_number = $hand_off
        and runs.run_id >= plans.covers_start_met
        and runs.run_id < plans.covers_stop_met
where runs.until_hand_off is null
union
select runs.run_id
from core.runs as runs
inner join raw.planned_runs as planned
    on
        planned.hand_off_number = $hand_off
        and runs.run_id >= planned.start_met
        and runs.run_id < planned.stop_met
where runs.until_hand_off is null
