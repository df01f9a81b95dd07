-- Which chunks were replaced
-- Chunk files that Level 1 must not use any more, with the hand-off that replaced each.
-- Grain: run_id, chunk_number, version.
select
    chunks.run_id,
    chunks.chunk_number,
    chunks.version,
    chunks.event_count,
    chunks.path,
    hand_offs.downlink as replaced_by,
    hand_offs.opened_at as replaced_at,
    later.path as new_path
from core.chunks as chunks
inner join ops.hand_offs as hand_offs on chunks.until_hand_off = hand_offs.hand_off_number
left join core.chunks as later
    on
        chunks.run_id = later.run_id
        and chunks.chunk_number = later.chunk_number
        and chunks.version + 1 = later.version
order by chunks.run_id, chunks.chunk_number, chunks.version
