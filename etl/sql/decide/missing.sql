-- A missing range of datagram numbers as the streams show it now, with its neighbours. Times of
-- neighbours that contradict each other, or the begin of the run, bound nothing.
-- Grain: run_id, apid, hole_kind, first_datagram; absent streams have neither apid nor range.
with

neighbours as (
    select
        run_id,
        apid,
        datagram_sequence,
        open_action,
        close_action,
        first_gem_sequence,
        last_gem_sequence,
        first_event_met,
        last_event_met,
        lag(datagram_sequence) over stream as previous_sequence,
        lag(last_gem_sequence) over stream as previous_gem_sequence,
        lag(last_event_met) over stream as previous_met,
        lead(datagram_sequence) over stream is null as is_last
    from current_datagrams
    window stream as (partition by run_id, apid order by datagram_sequence)
),

inner_holes as (
    select
        run_id,
        apid,
        'inner' as hole_kind,
        previous_sequence + 1 as first_datagram,
        datagram_sequence - 1 as last_datagram,
        previous_gem_sequence as after_gem_sequence,
        first_gem_sequence as before_gem_sequence,
        if(previous_met <= first_event_met, previous_met, null) as after_met,
        if(previous_met <= first_event_met, first_event_met, null) as before_met
    from neighbours
    where datagram_sequence > previous_sequence + 1
),

leading_holes as (
    select
        run_id,
        apid,
        'leading' as hole_kind,
        0 as first_datagram,
        datagram_sequence - 1 as last_datagram,
        null as after_gem_sequence,
        first_gem_sequence as before_gem_sequence,
        null as after_met,
        if(run_id <= first_event_met, first_event_met, null) as before_met
    from neighbours
    where previous_sequence is null and open_action <> 'start'
),

trailing_holes as (
    select
        run_id,
        apid,
        'trailing' as hole_kind,
        datagram_sequence + 1 as first_datagram,
        null as last_datagram,
        last_gem_sequence as after_gem_sequence,
        null as before_gem_sequence,
        last_event_met as after_met,
        null as before_met
    from neighbours
    where is_last and close_action not in ('stop', 'abort', 'pause')
),

absent_streams as (
    select
        run_id,
        null as apid,
        'stream' as hole_kind,
        null as first_datagram,
        null as last_datagram,
        null as after_gem_sequence,
        null as before_gem_sequence,
        null as after_met,
        null as before_met
    from run_facts
    where seen_epus < expected_epus
)

select * from inner_holes
union all
select * from leading_holes
union all
select * from trailing_holes
union all
select * from absent_streams
