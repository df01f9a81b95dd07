-- A releasable stretch of one event, and where it goes: it joins the chunk before it, else the one
-- after it, else waits with the open hole beside it, else is delivered alone. Chunks come first:
-- had all this come in one delivery, the event would be in that chunk.
-- Grain: run_id, first_gem_sequence.
select
    stretches.run_id,
    stretches.first_gem_sequence,
    stretches.last_gem_sequence,
    coalesce(previous_chunk.chunk_number, next_chunk.chunk_number) as chunk_number,
    case
        when coalesce(previous_chunk.chunk_number, next_chunk.chunk_number) is null
            then coalesce(after_hole.hole_id, before_hole.hole_id)
    end as hole_id
from releasable_counts as stretches
left join withheld as after_hole
    on
        stretches.run_id = after_hole.run_id
        and stretches.first_gem_sequence::hugeint - 1 = after_hole.last_gem_sequence
left join withheld as before_hole
    on
        stretches.run_id = before_hole.run_id
        and stretches.last_gem_sequence::hugeint + 1 = before_hole.first_gem_sequence
left join kept_chunks as previous_chunk
    on
        stretches.run_id = previous_chunk.run_id
        and stretches.first_gem_sequence::hugeint - 1 = previous_chunk.covers_last_gem_sequence
left join kept_chunks as next_chunk
    on
        stretches.run_id = next_chunk.run_id
        and stretches.last_gem_sequence::hugeint + 1 = next_chunk.covers_first_gem_sequence
where stretches.event_count = 1
