-- Which stages failed
-- Every attempt that did not succeed, the newest first, and whether a later one did.
-- Grain: outcome_id.
select
    failed.outcome_id,
    failed.started_at,
    hand_offs.downlink,
    failed.stage,
    failed.attempt,
    failed.detail,
    exists(
        select 1
        from ops.outcomes as later
        where
            later.stage = failed.stage
            and later.hand_off_number is not distinct from failed.hand_off_number
            and later.outcome_id > failed.outcome_id
            and later.is_success
    ) as is_mended
from ops.outcomes as failed
left join ops.hand_offs as hand_offs on failed.hand_off_number = hand_offs.hand_off_number
where not failed.is_success
order by failed.outcome_id desc
