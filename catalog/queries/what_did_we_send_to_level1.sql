-- What did we send to Level 1
-- The chunk files of each hand-off that is complete, counted, and the runs they are of.
-- Grain: hand_off_number.
with

sent as (
    select
        hand_off_number,
        max(ended_at) as sent_at
    from ops.outcomes
    where stage = 'hand_off' and is_success
    group by hand_off_number
)

select
    hand_offs.hand_off_number,
    hand_offs.downlink,
    hand_offs.brought_by,
    sent.sent_at,
    count(chunks.path) as file_count,
    count(distinct chunks.run_id) as run_count,
    coalesce(sum(chunks.event_count), 0)::bigint as event_count,
    coalesce(sum(chunks.size_bytes), 0)::bigint as size_bytes
from sent
inner join ops.hand_offs as hand_offs on sent.hand_off_number = hand_offs.hand_off_number
left join core.chunks as chunks on sent.hand_off_number = chunks.since_hand_off
group by all
order by hand_offs.hand_off_number
