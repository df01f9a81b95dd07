-- A leap second of the seed that the clock of halfpipe does not have, or the other way round.
-- Grain: effective_met.
select effective_met
from {{ ref('leap_seconds') }}
where effective_met not in ({{ var('leap_seconds_met') | join(', ') }})
union all
select known.effective_met
from (select unnest([{{ var('leap_seconds_met') | join(', ') }}]) as effective_met) as known
anti join {{ ref('leap_seconds') }} as listed on known.effective_met = listed.effective_met
