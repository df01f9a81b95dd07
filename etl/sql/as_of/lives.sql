-- Rows of a derived table that had begun by the hand-off looked back to; those that ended later
-- held then. {source} is filled in by the snapshot.
-- Grain: that of {source}.
select
    * replace (
        if(
            until_hand_off > getvariable('as_of_hand_off')::bigint, null, until_hand_off
        ) as until_hand_off
    )
from {source}
where since_hand_off <= getvariable('as_of_hand_off')::bigint
