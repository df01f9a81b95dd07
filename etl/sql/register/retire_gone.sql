-- Versions that stand for nothing any more, for a chunk is gone, or all chunks of a run are: they
-- are not the latest, and none is.
-- Grain: the versions that ended.
update catalog.versions
set is_latest = false
where
    is_latest
    and run_id in (
        select ended.run_id from core.chunks as ended
        where ended.until_hand_off = $hand_off
    )
    and (
        version_id in (
            select locations.version_id
            from catalog.locations as locations
            inner join core.chunks as chunks on locations.path = chunks.path
            where chunks.until_hand_off <= $hand_off
        )
        or run_id not in (
            select chunks.run_id
            from core.chunks as chunks
            where
                chunks.since_hand_off <= $hand_off
                and coalesce(chunks.until_hand_off > $hand_off, true)
        )
    )
