-- The newest plan, and the digest of its bytes; number 0 when there is none.
-- Grain: one row.
select
    coalesce(max(plans.plan_number), 0) as plan_number,
    max_by(plans.sha256, plans.plan_number) as sha256
from raw.mission_plans as plans
