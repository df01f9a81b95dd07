-- The hardware and software keys that the datagrams of a run carry: those of its first datagram,
-- all of them in words, and whether they change, in a stream or between streams.
-- Grain: run_id.
with

carried as (
    select
        run_id,
        apid,
        nullif(hardware_key, 0) as hardware_key,
        software_key,
        min(first_gem_sequence) as first_gem_sequence
    from current_datagrams
    group by all
)

select
    run_id,
    first(hardware_key order by first_gem_sequence, apid) as hardware_key,
    first(software_key order by first_gem_sequence, apid) as software_key,
    count(distinct hardware_key) > 1 or count(distinct software_key) > 1 as is_key_changed,
    array_to_string(list_sort(list(distinct hardware_key)), ' and ') as hardware_keys,
    array_to_string(list_sort(list(distinct software_key)), ' and ') as software_keys
from carried
group by run_id
