-- Rows of {source} that {target} does not hold yet.
-- {target}, {source} and {keys} are filled in by the store; grain: the rows of touched runs.
insert into {target} by name
select
    found.*,
    $hand_off as since_hand_off
from {source} as found
where not exists (
    select 1
    from {target} as known
    where
        {keys}
        and known.until_hand_off is null
        and known.run_id in (select touched.run_id from touched)
)
