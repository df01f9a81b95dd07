-- A day whose account leaves more than a second over, or has a negative part.
-- Grain: day.
select *
from {{ ref('fct_livetime_day') }}
where
    abs(residual_s) > 1
    or least(wall_s, saa_s, stopped_s, gap_s, dead_s, livetime_s) < -1e-6
