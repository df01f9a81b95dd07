-- A version of a chunk of merged events, current or superseded.
-- Grain: run_id, chunk_number, version.
with

chunks as (
    select
        run_id,
        chunk_number,
        version,
        until_hand_off is null as is_current,
        downlink,
        ordinal,
        first_gem_sequence,
        last_gem_sequence,
        first_event_met,
        last_event_met,
        event_count,
        size_bytes,
        path,
        sha256,
        since_hand_off,
        until_hand_off,
        covers_first_gem_sequence
    from core.chunks
)

select chunks.* exclude (covers_first_gem_sequence)
from chunks
where
    coalesce(chunks.run_id = $run_id, true)
    and coalesce(chunks.downlink = $downlink, true)
    and coalesce(if(chunks.is_current, 'current', 'superseded') = $state, true)
    and coalesce(chunks.last_event_met >= $since_met, true)
    and coalesce(chunks.first_event_met < $until_met, true)
order by
    chunks.run_id,
    chunks.covers_first_gem_sequence,
    chunks.chunk_number,
    chunks.version
