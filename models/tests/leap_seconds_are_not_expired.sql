-- The list of leap seconds, if more of them are possible than it knows of.
-- Grain: one row.
{{ config(severity='warn') }}
select max(expires_on) as expires_on
from {{ ref('leap_seconds') }}
having max(expires_on) <= current_date
