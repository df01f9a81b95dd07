-- A stretch of GEM sequences of a run in which data of one unit or both is missing.
-- Grain: run_id, after_gem_sequence.
with

bounded as (
    select
        run_id,
        coalesce(after_gem_sequence, 0) as after_gem_sequence,
        coalesce(before_gem_sequence, 18446744073709551615) as before_gem_sequence
    from {{ ref('stg_holes') }}
    where hole_state in ('open', 'written_off')
),

neighboured as (
    select
        *,
        max(before_gem_sequence) over (
            partition by run_id
            order by after_gem_sequence, before_gem_sequence
            rows between unbounded preceding and 1 preceding
        ) as previous_end
    from bounded
),

islands as (
    select
        *,
        count_if(coalesce(after_gem_sequence >= previous_end, true)) over (
            partition by run_id
            order by after_gem_sequence, before_gem_sequence
        ) as island_number
    from neighboured
)

select
    run_id,
    min(after_gem_sequence) as after_gem_sequence,
    max(before_gem_sequence) as before_gem_sequence
from islands
group by run_id, island_number
