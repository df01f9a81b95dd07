-- Versions of products made up to the hand-off looked back to; the newest of them was the latest,
-- unless its chunk was gone, or all chunks of its run. {source} is filled in by the snapshot.
-- Grain: that of {source}.
with

chunks as (
    select
        *,
        coalesce(
            chunks.until_hand_off <= getvariable('as_of_hand_off')::bigint, false
        ) as is_over
    from snapshot.core.chunks as chunks
    where chunks.since_hand_off <= getvariable('as_of_hand_off')::bigint
)

select
    versions.* replace (
        versions.version = max(versions.version) over (partition by versions.dataset_id)
        and versions.run_id in (
            select chunks.run_id from chunks
            where not chunks.is_over
        )
        and versions.version_id not in (
            select locations.version_id
            from snapshot.catalog.locations as locations
            inner join chunks on locations.path = chunks.path
            where chunks.is_over
        ) as is_latest
    )
from {source} as versions
where versions.hand_off_number <= getvariable('as_of_hand_off')::bigint
