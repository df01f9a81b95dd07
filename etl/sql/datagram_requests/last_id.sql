-- The number of the newest request for datagrams, 0 when there is none.
-- Grain: one row.
select coalesce(max(requests.request_id), 0) as request_id
from ops.requests as requests
