-- How complete a run is, and what it lacks.
-- Grain: run_id.
with

holes as (
    select
        run_id,
        sum(last_datagram - first_datagram + 1)::bigint as missing_count,
        count(*) filter (where hole_kind = 'stream') as missing_stream_count
    from {{ ref('stg_holes') }}
    where hole_state in ('open', 'written_off')
    group by run_id
),

known as (
    select
        run_id,
        count(*) as datagram_count
    from {{ ref('stg_datagrams') }}
    group by run_id
)

select
    runs.run_id,
    runs.run_state,
    runs.held_reason,
    runs.expected_epus,
    runs.seen_epus,
    coalesce(known.datagram_count, 0) as datagram_count,
    coalesce(holes.missing_count, 0) as missing_count,
    coalesce(holes.missing_stream_count, 0) as missing_stream_count,
    coalesce(known.datagram_count, 0)
    / nullif(coalesce(known.datagram_count, 0) + coalesce(holes.missing_count, 0), 0)
        as complete_fraction,
    runs.event_count,
    runs.delivered_count / nullif(runs.event_count, 0) as delivered_fraction,
    runs.open_hole_count,
    runs.written_off_count
from {{ ref('stg_runs') }} as runs
left join holes on runs.run_id = holes.run_id
left join known on runs.run_id = known.run_id
