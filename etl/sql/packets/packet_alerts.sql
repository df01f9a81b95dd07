-- What is wrong with a touched counter now, and a null for what no longer is.
-- Grain: alert_kind, subject.
with

touched as (
    select
        scid,
        apid,
        printf('%d/%d', scid, apid) as subject
    from touched_apids
),

missing as (
    select
        touched.subject,
        'packet_gap' as alert_kind,
        count(*) filter (where gaps.gap_kind = 'loss') as loss_count,
        sum(gaps.missing_count)::bigint as missing_count,
        list(
            printf('%d to %d', gaps.first_missing_count % 16384, gaps.last_missing_count % 16384)
            order by gaps.after_packet_id
        ) filter (where gaps.gap_kind = 'loss') as ranges,
        count(*) filter (where gaps.gap_kind = 'reset') as reset_count
    from touched
    inner join core.packet_gaps as gaps
        on
            touched.scid = gaps.scid
            and touched.apid = gaps.apid
            and gaps.until_hand_off is null
    group by touched.subject
),

copies as (
    select
        touched.subject,
        count(*) filter (where packets.packet_fate = 'conflict') as conflict_count,
        count(*) filter (
            where packets.apid_kind = 'unexpected' and packets.packet_fate = 'current'
        ) as unexpected_count
    from touched
    inner join core.packets as packets
        on
            touched.scid = packets.scid
            and touched.apid = packets.apid
            and packets.until_hand_off is null
    group by touched.subject
)

select
    'packet_gap' as alert_kind,
    touched.subject,
    if(
        missing.subject is not null,
        printf(
            'Spacecraft and APID %s: %d packets are missing in %d gaps (%s), and the counter was '
            || 'reset %d times. See: halfpipe packet-gaps; ask for them with: '
            || 'halfpipe requests',
            touched.subject, missing.missing_count, missing.loss_count,
            coalesce(array_to_string(missing.ranges[:5], ', '), 'no range')
            || if(len(missing.ranges) > 5, ', …', ''),
            missing.reset_count
        ),
        null
    ) as message
from touched
left join missing on touched.subject = missing.subject
union all
select
    'packet_conflict' as alert_kind,
    subject,
    if(
        conflict_count > 0,
        printf(
            'Spacecraft and APID %s: %d packets came again with other bytes; the longest counts, '
            || 'then that of the smallest CRC-32.',
            subject, conflict_count
        ),
        null
    ) as message
from copies
union all
select
    'unexpected_apid' as alert_kind,
    subject,
    if(
        unexpected_count > 0,
        printf(
            'Spacecraft and APID %s: %d packets came when the APID table of their source lacked '
            || 'it. They are kept and not used. If they are due, add the APID to sources in '
            || 'halfpipe.toml, which holds for what is received from then on, and have these sent '
            || 'again: those are used.',
            subject, unexpected_count
        ),
        null
    ) as message
from copies
order by alert_kind, subject
