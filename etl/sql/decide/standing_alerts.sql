-- What is wrong with a touched run now, one alert per thing, with what to do about it.
-- Grain: alert_kind, subject.
with

missing_datagrams as (
    select
        'hole' as alert_kind,
        printf('r%010d/%d/%d', run_id, apid, first_datagram) as subject,
        'warning' as severity,
        if(
            last_datagram >= first_datagram,
            printf(
                'r%010d APID %d: datagrams %d to %d are missing; %d events of the run wait for '
                || 'them. Ask for them again, or: ',
                run_id, apid, first_datagram, last_datagram, withheld_count
            ),
            printf(
                'r%010d APID %d: the first datagram, number 0, is no start; %d events of the run '
                || 'wait for what came before it, which has no number to ask for. Let them go: ',
                run_id, apid, withheld_count
            )
        )
        || printf('halfpipe write-off r%010d/%d/%d --why TEXT', run_id, apid, first_datagram)
            as message,
        run_id
    from hole_counts
    where hole_kind in ('inner', 'leading') and hole_state = 'open'
),

conflicts as (
    select
        'conflict' as alert_kind,
        printf('r%010d/%d/%d', fates.run_id, fates.apid, fates.datagram_sequence) as subject,
        'warning' as severity,
        printf(
            'r%010d APID %d datagram %d came with %d different contents; the one with most '
            || 'events counts. See: halfpipe explain r%010d/%d/%d',
            fates.run_id, fates.apid, fates.datagram_sequence,
            count(distinct copies.content_digest) + 1,
            fates.run_id, fates.apid, fates.datagram_sequence
        ) as message,
        fates.run_id
    from datagram_fates as fates
    inner join contested_copies as copies on fates.datagram_id = copies.datagram_id
    where fates.datagram_fate = 'conflict'
    group by fates.run_id, fates.apid, fates.datagram_sequence
),

seen_streams as (
    select
        run_id,
        string_agg(apid::varchar, ', ' order by apid) as apids
    from streams
    group by run_id
),

held_runs as (
    select
        'held_run' as alert_kind,
        printf('r%010d', runs.run_id) as subject,
        'warning' as severity,
        printf(
            'r%010d is held (%s): %d of %d streams, APIDs %s; %d events wait. ',
            runs.run_id, runs.held_reason, runs.seen_epus, runs.expected_epus,
            seen_streams.apids, runs.held_count
        )
        || held_advice.advice as message,
        runs.run_id
    from runs
    inner join seen_streams on runs.run_id = seen_streams.run_id
    inner join held_advice on runs.run_id = held_advice.run_id
    where runs.run_state = 'held'
),

single_event_runs as (
    select
        'single_event' as alert_kind,
        printf('r%010d', run_id) as subject,
        'warning' as severity,
        printf(
            'r%010d has a chunk of one event, which Level 1 refuses; tell Level 1 to expect it.',
            run_id
        ) as message,
        run_id
    from single_chunks
)

select * from missing_datagrams
union all
select * from conflicts
union all
select * from held_runs
union all
select * from single_event_runs
union all
select * from config_alerts
