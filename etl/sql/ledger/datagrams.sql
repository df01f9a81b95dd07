-- Every datagram built is current, a duplicate, a conflict loser, ignored, or waits to be decided.
-- Grain: ordinal (delivery), run_id.
select
    built.ordinal,
    built.run_id,
    count(*) as built,
    count(*) filter (where decided.datagram_fate = 'current') as current,
    count(*) filter (where decided.datagram_fate = 'duplicate') as duplicate,
    count(*) filter (where decided.datagram_fate = 'conflict') as conflict,
    count(*) filter (where decided.datagram_fate = 'ignored') as ignored,
    count(*) filter (where decided.datagram_id is null) as waiting,
    count(*)
    - count(*) filter (
        where
        decided.datagram_id is null
        or decided.datagram_fate in ('current', 'duplicate', 'conflict', 'ignored')
    ) as residual
from raw.datagrams as built
left join core.datagrams as decided
    on
        built.run_id = decided.run_id
        and built.datagram_id = decided.datagram_id
        and decided.until_hand_off is null
where coalesce(list_contains($run_ids::bigint[], built.run_id), true)
group by built.ordinal, built.run_id
order by built.ordinal, built.run_id
