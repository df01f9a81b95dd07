-- Chunks that this hand-off replaces.
-- Grain: the replaced chunks.
update core.chunks
set until_hand_off = $hand_off
where
    until_hand_off is null
    and (run_id, chunk_number) in (
        select
            replaced_chunks.run_id,
            replaced_chunks.chunk_number
        from replaced_chunks
    )
