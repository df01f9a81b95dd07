-- Versions of products made up to the hand-off looked back to; the newest of them was the latest.
-- {source} is filled in by the snapshot.
-- Grain: that of {source}.
select
    * replace (
        version = max(version) over (partition by dataset_id) as is_latest
    )
from {source}
where hand_off_number <= getvariable('as_of_hand_off')::bigint
