-- What one EPU sent for one run, as far as known.
-- Grain: run_id, apid.
with

missing_counts as (
    select
        run_id,
        apid,
        sum(last_datagram - first_datagram + 1)::bigint as missing_count
    from missing
    group by run_id, apid
)

select
    datagrams.run_id,
    datagrams.apid,
    max_by(datagrams.crate, datagrams.datagram_sequence) as crate,
    count(*) as datagram_count,
    sum(datagrams.event_count)::bigint as event_count,
    min(datagrams.datagram_sequence) as first_datagram,
    max(datagrams.datagram_sequence) as last_datagram,
    min_by(datagrams.open_action, datagrams.datagram_sequence) as open_action,
    max_by(datagrams.close_action, datagrams.datagram_sequence) as close_action,
    any_value(missing_counts.run_id) is null as is_whole,
    coalesce(any_value(missing_counts.missing_count), 0) as missing_count,
    min(datagrams.first_gem_sequence) as first_gem_sequence,
    max(datagrams.last_gem_sequence) as last_gem_sequence,
    min(datagrams.first_event_met) as first_event_met,
    max(datagrams.last_event_met) as last_event_met
from current_datagrams as datagrams
left join missing_counts
    on datagrams.run_id = missing_counts.run_id and datagrams.apid = missing_counts.apid
group by datagrams.run_id, datagrams.apid
