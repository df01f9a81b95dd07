-- Each hole of a touched run with how many events wait for it; closed ones stay on record.
-- Grain: hole_id.
with

waiting as (
    select
        hole_id,
        sum(event_count)::bigint as withheld_count
    from placements
    where placement = 'withheld'
    group by hole_id
)

select
    holes.*,
    coalesce(waiting.withheld_count, 0) as withheld_count
from holes
left join waiting on holes.hole_id = waiting.hole_id
union all by name
select recorded.* exclude (since_hand_off, until_hand_off)
from core.holes as recorded
where
    recorded.until_hand_off is null
    and recorded.hole_state not in ('open', 'written_off')
    and recorded.run_id in (select touched.run_id from touched)
