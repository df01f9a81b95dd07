-- A downlink id that is free: the first from $first to $last above those in use between them; in a
-- full day the first free one there, and when there is none, the next above all ids in use.
-- Grain: one row.
with

used as (
    select deliveries.downlink from raw.deliveries as deliveries
    union
    select hand_offs.downlink from ops.hand_offs as hand_offs
),

above as (
    select coalesce(max(used.downlink) + 1, $first) as downlink
    from used
    where used.downlink between $first and $last
),

gap as (
    select min(ids.downlink) as downlink
    from range($first, $last + 1) as ids (downlink)
    where ids.downlink not in (select used.downlink from used)
),

beyond as (
    select max(used.downlink) + 1 as downlink
    from used
)

select if(above.downlink <= $last, above.downlink, coalesce(gap.downlink, beyond.downlink))
from above, gap, beyond
