-- Say how the attempt ended that began last in a stage.
-- Grain: one row.
update ops.outcomes
set
    ended_at = $ended_at,
    is_success = $is_success,
    detail = $detail
where
    outcome_id = (
        select max(attempts.outcome_id)
        from ops.outcomes as attempts
        where attempts.stage = $stage
    )
