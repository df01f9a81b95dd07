-- Open a cycle.
-- Grain: one row.
insert into ops.cycles (cycle_number, started_at)
select
    coalesce(max(cycles.cycle_number), 0) + 1 as cycle_number,
    $started_at as started_at
from ops.cycles as cycles
