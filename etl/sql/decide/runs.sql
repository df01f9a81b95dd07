-- A run as it stands after this hand-off.
-- Grain: run_id.
with

contents as (
    select
        run_id,
        sum(event_count)::bigint as event_count,
        sum(delivered_count)::bigint as delivered_count,
        sum(withheld_count)::bigint as withheld_count,
        sum(held_count)::bigint as held_count
    from datagrams
    where datagram_fate = 'current'
    group by run_id
),

spans as (
    select
        run_id,
        min(first_event_met) as first_event_met,
        max(last_event_met) as last_event_met
    from streams
    group by run_id
),

hole_states as (
    select
        run_id,
        count(*) filter (where hole_state = 'open') as open_hole_count,
        count(*) filter (where hole_state = 'written_off') as written_off_count
    from holes
    group by run_id
)

select
    run_facts.run_id,
    run_facts.run_type,
    case
        when run_facts.held_reason is not null then 'held'
        when coalesce(hole_states.open_hole_count, 0) > 0 then 'receiving'
        when coalesce(hole_states.written_off_count, 0) > 0 or run_facts.is_forced
            then 'incomplete'
        else 'complete'
    end as run_state,
    run_facts.held_reason,
    run_facts.expected_epus,
    run_facts.seen_epus,
    contents.event_count,
    contents.delivered_count,
    contents.withheld_count,
    contents.held_count,
    coalesce(hole_states.open_hole_count, 0) as open_hole_count,
    coalesce(hole_states.written_off_count, 0) as written_off_count,
    run_facts.is_forced,
    spans.first_event_met,
    spans.last_event_met,
    run_keys.moot_key,
    run_keys.moot_alias,
    run_keys.source_sequence_errors,
    run_keys.dfi_errors
from run_facts
inner join contents on run_facts.run_id = contents.run_id
inner join spans on run_facts.run_id = spans.run_id
inner join run_keys on run_facts.run_id = run_keys.run_id
left join hole_states on run_facts.run_id = hole_states.run_id
