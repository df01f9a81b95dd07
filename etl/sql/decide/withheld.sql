-- The union of a run's shadows, cut into ranges that do not overlap, each answered for by one hole.
-- Grain: run_id, first_gem_sequence.
with

covered as (
    select
        *,
        max(last_gem_sequence) over (
            partition by run_id
            order by first_gem_sequence, hole_id
            rows between unbounded preceding and 1 preceding
        ) as covered_to
    from shadows
)

select
    run_id,
    hole_id,
    greatest(first_gem_sequence, coalesce(covered_to + 1, 0)) as first_gem_sequence,
    last_gem_sequence
from covered
where covered_to is null or last_gem_sequence > covered_to
