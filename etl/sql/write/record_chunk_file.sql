-- A chunk's file is in its place.
-- Grain: one chunk.
update core.chunks
set path = $path, sha256 = $sha256, size_bytes = $size_bytes
where
    run_id = $run_id
    and chunk_number = $chunk_number
    and version = $version
    and since_hand_off = $hand_off
