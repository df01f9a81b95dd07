-- What is registered of versions made up to the hand-off looked back to.
-- {source} is filled in by the snapshot.
-- Grain: that of {source}.
select known.*
from {source} as known
where
    known.version_id in (
        select versions.version_id
        from snapshot.catalog.versions as versions
        where versions.hand_off_number <= getvariable('as_of_hand_off')::bigint
    )
