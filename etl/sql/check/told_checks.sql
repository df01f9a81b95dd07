-- What a check says of itself; empty at first.
-- Grain: check_name.
select checks.*
from ops.checks as checks
where false
