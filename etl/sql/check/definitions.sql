-- What each check asked when checks ran last, by a digest.
-- Grain: check_name.
select
    check_name,
    definition
from ops.checks
