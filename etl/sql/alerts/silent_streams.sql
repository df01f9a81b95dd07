-- An APID of the streams in use that was not heard for long, while others were.
-- Grain: subject.
with

heard as (
    select
        streams.apid,
        max(streams.last_event_met) as last_met,
        arg_max(streams.run_id, streams.last_event_met) as run_id,
        arg_max(streams.crate, streams.last_event_met) as crate
    from core.streams as streams
    inner join core.runs as runs on streams.run_id = runs.run_id
    where
        streams.until_hand_off is null
        and runs.until_hand_off is null
        and runs.run_type = 'LPA'
    group by streams.apid
),

-- A unit that another took the place of is heard no more, and nobody waits for it.
in_use as (
    select
        *,
        max(last_met) over () - last_met as silent_s
    from heard
    qualify row_number() over (order by last_met desc, apid) <= $expected_epus
)

select
    'silent_stream' as alert_kind,
    apid::varchar as subject,
    if(silent_s > $silent_error_high, 'error', 'warning') as severity,
    printf(
        'APID %d (%s) was last heard in r%010d, and others since for more than %.1f h of '
        || 'spacecraft time. Ask the MOC for its data; if the unit is off, acknowledge this and '
        || 'accept its runs.',
        apid, crate, run_id, $silent_warn_high / 3600
    ) as message,
    run_id,
    null::bigint as ordinal
from in_use
where silent_s > $silent_warn_high
