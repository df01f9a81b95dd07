-- A stretch of GEM sequences that no chunk covers and no hole withholds, both ends inside.
-- Grain: run_id, first_gem_sequence.
with

barriers as (
    select
        run_id,
        covers_first_gem_sequence::hugeint as first_gem_sequence,
        covers_last_gem_sequence::hugeint as last_gem_sequence
    from kept_chunks
    union all
    select
        run_id,
        first_gem_sequence,
        last_gem_sequence
    from withheld
    union all
    select
        run_id,
        18446744073709551616::hugeint as first_gem_sequence,
        18446744073709551616::hugeint as last_gem_sequence
    from run_facts
    where held_reason is null
),

stretches as (
    select
        run_id,
        coalesce(
            max(last_gem_sequence) over (
                partition by run_id
                order by first_gem_sequence, last_gem_sequence
                rows between unbounded preceding and 1 preceding
            ) + 1,
            0
        ) as first_gem_sequence,
        first_gem_sequence - 1 as last_gem_sequence
    from barriers
)

select
    run_id,
    first_gem_sequence::ubigint as first_gem_sequence,
    last_gem_sequence::ubigint as last_gem_sequence
from stretches
where first_gem_sequence <= last_gem_sequence
