-- What the scalers counted from one event of a changed run to the next, over both units together.
-- Grain: run_id, apid, gem_sequence.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
with

events as (
    select
        run_id,
        apid,
        gem_sequence,
        event_met,
        compressed_size_bytes,
        pass_thru_state,
        gamma_state,
        asc_state,
        mip_state,
        hip_state,
        dgn_state,
        try_cast(elapsed_ticks as bigint) as elapsed_ticks,
        try_cast(livetime_ticks as bigint) as livetime_ticks,
        try_cast(prescaled_count as bigint) as prescaled_count,
        try_cast(discarded_count as bigint) as discarded_count,
        try_cast(deadzone_count as bigint) as deadzone_count
    from {{ ref('stg_events') }}
    where {{ of_changed_runs() }}
),

neighboured as (
    select
        *,
        lag(gem_sequence) over run as previous_gem_sequence,
        lag(event_met) over run as previous_met,
        (elapsed_ticks - lag(elapsed_ticks) over run) * 50e-9 as elapsed_s,
        (livetime_ticks - lag(livetime_ticks) over run) * 50e-9 as livetime_s,
        try_cast(gem_sequence as bigint)
        - try_cast(lag(gem_sequence) over run as bigint) as sent,
        prescaled_count - lag(prescaled_count) over run as prescaled,
        discarded_count - lag(discarded_count) over run as discarded,
        deadzone_count - lag(deadzone_count) over run as deadzone
    from events
    window run as (partition by run_id order by gem_sequence, apid)
)

select
    neighboured.*,
    coalesce(neighboured.gem_sequence <= ranges.before_gem_sequence, false) as is_gap
from neighboured
asof left join {{ ref('stg_gap_ranges') }} as ranges
    on
        neighboured.run_id = ranges.run_id
        and neighboured.previous_gem_sequence >= ranges.after_gem_sequence
