-- A request made after $last_id.
-- Grain: request_id.
select *
from ops.requests as requests
where requests.request_id > $last_id
order by requests.request_id
