-- A counter that this hand-off touches, and the time from which on it is counted anew: the start of
-- the 512 s in which the last packet before lies, since rates are taken over such stretches.
-- Grain: scid, apid.
with

spoken as (
    select deliveries.ordinal
    from raw.deliveries as deliveries
    inner join ops.decisions as decisions on deliveries.downlink = decisions.downlink
    where
        decisions.hand_off_number = $hand_off
        or decisions.decision_id in (
            select undoing.undoes_decision_id
            from ops.decisions as undoing
            where undoing.hand_off_number = $hand_off
        )
),

touched as (
    select
        scid,
        apid,
        time_order
    from arrived_packets
    where apid_kind <> 'idle'
    union all
    select
        scid,
        apid,
        time_order
    from core.packets
    where
        until_hand_off is null
        and apid_kind <> 'idle'
        and ordinal in (select spoken.ordinal from spoken)
),

first_touched as (
    select
        scid,
        apid,
        min(time_order) as first_order
    from touched
    group by scid, apid
),

started as (
    select
        scid,
        apid,
        coalesce(
            max(known.time_order) filter (
                where known.time_order < first_touched.first_order
            ),
            any_value(first_touched.first_order)
        ) as last_order
    from first_touched
    left join core.packets as known
        using (scid, apid)
    where known.until_hand_off is null
    group by scid, apid
)

select
    scid,
    apid,
    last_order // 4294967296 // 512 * 512 * 4294967296::ubigint as start_order
from started
