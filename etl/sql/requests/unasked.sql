-- A stretch of what may be asked for that no request that stands asks for: the parts of each range
-- between those on request.
-- Grain: range_id, first_missing.
with

barriers as (
    select
        range_id,
        first_missing,
        last_missing
    from asked
    union all
    select
        range_id,
        last_missing + 1 as first_missing,
        last_missing + 1 as last_missing
    from askable
),

stretches as (
    select
        range_id,
        max(last_missing) over (
            partition by range_id
            order by first_missing, last_missing
            rows between unbounded preceding and 1 preceding
        ) + 1 as first_missing,
        first_missing - 1 as last_missing
    from barriers
),

unasked as (
    select
        ranges.* replace (
            greatest(ranges.first_missing, stretches.first_missing) as first_missing,
            least(ranges.last_missing, stretches.last_missing) as last_missing
        )
    from stretches
    inner join askable as ranges on stretches.range_id = ranges.range_id
)

select *
from unasked
where first_missing <= last_missing
