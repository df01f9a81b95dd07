-- Where the events of a current datagram are: delivered, withheld or held, with how many.
-- A datagram inside one range is placed whole; only the others are counted event by event.
-- Grain: datagram_id, placement, hole_id.
with

ranges as (
    select
        run_id,
        first_gem_sequence,
        last_gem_sequence,
        since_hand_off,
        'delivered' as placement,
        null as hole_id
    from delivered_ranges
    union all
    select
        run_id,
        first_gem_sequence,
        last_gem_sequence,
        null as since_hand_off,
        'withheld' as placement,
        hole_id
    from withheld_ranges
),

spells as (
    select
        run_id,
        datagram_id,
        event_count,
        first_gem_sequence,
        last_gem_sequence,
        current_since_hand_off as since_hand_off,
        null as until_hand_off
    from current_datagrams
    union all
    select * from past_spells
),

meetings as (
    select
        datagrams.datagram_id,
        datagrams.run_id,
        datagrams.event_count,
        ranges.first_gem_sequence,
        ranges.last_gem_sequence,
        ranges.placement,
        ranges.hole_id,
        ranges.first_gem_sequence <= datagrams.first_gem_sequence
        and ranges.last_gem_sequence >= datagrams.last_gem_sequence as is_inside
    from spells as datagrams
    inner join ranges
        on
            datagrams.run_id = ranges.run_id
            and datagrams.first_gem_sequence <= ranges.last_gem_sequence
            and datagrams.last_gem_sequence >= ranges.first_gem_sequence
            and if(
                ranges.since_hand_off is null,
                datagrams.until_hand_off is null,
                datagrams.since_hand_off <= ranges.since_hand_off
                and coalesce(datagrams.until_hand_off > ranges.since_hand_off, true)
            )
),

divided as (
    select datagram_id
    from meetings
    group by datagram_id
    having count(*) > 1 or not bool_and(is_inside)
),

placed_events as (
    select
        events.datagram_id,
        events.event_number,
        min_by(meetings.placement, meetings.placement) as placement,
        min_by(meetings.hole_id, meetings.placement) as hole_id
    from meetings
    semi join divided on meetings.datagram_id = divided.datagram_id
    inner join raw.events as events
        on meetings.run_id = events.run_id and meetings.datagram_id = events.datagram_id
    where events.gem_sequence between meetings.first_gem_sequence and meetings.last_gem_sequence
    group by all
)

select
    datagram_id,
    placement,
    hole_id,
    event_count::bigint as event_count
from meetings
where datagram_id not in (select divided.datagram_id from divided)
union all
select
    datagram_id,
    placement,
    hole_id,
    count(*) as event_count
from placed_events
group by all
