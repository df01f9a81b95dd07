-- Rows of {source} that {target} does not hold yet.
-- {target}, {source} and {keys} are filled in by the store; grain: the rows of touched runs.
insert into {target} by name
with

known as (
    select standing.*
    from {target} as standing
    where
        standing.until_hand_off is null
        and standing.run_id in (select touched.run_id from touched)
)

select
    found.*,
    $hand_off as since_hand_off
from {source} as found
anti join known on {keys}
