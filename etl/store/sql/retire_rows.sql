-- Rows of {target} that hold no longer: gone from {source}, or different there.
-- {target}, {source} and {same} are filled in by the store; grain: the rows of touched runs.
update {target}
set until_hand_off = $hand_off
from (
    select known.rowid as known_rowid
    from {target} as known
    anti join {source} as found on {same}
    where
        known.until_hand_off is null
        and known.run_id in (select touched.run_id from touched)
) as gone
where {target}.rowid = gone.known_rowid
