-- Rows of {target} that hold no longer: gone from {source}, or different there.
-- {target}, {source} and {keys} are filled in by the store; grain: the rows of touched runs.
update {target}
set until_hand_off = $hand_off
where
    until_hand_off is null
    and run_id in (select touched.run_id from touched)
    and rowid not in (
        select known.rowid
        from {target} as known
        inner join {source} as found on {keys}
        where
            known.until_hand_off is null
            and known.run_id in (select touched.run_id from touched)
            and {known} is not distinct from {found}
    )
