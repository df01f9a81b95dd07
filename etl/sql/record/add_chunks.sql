-- Chunks that this hand-off makes; their files are written by a later stage.
-- Grain: the new chunks.
insert into core.chunks by name
select
    new_chunks.*,
    $ordinal as ordinal,
    $downlink as downlink,
    $hand_off as since_hand_off
from new_chunks
