-- The newest hand-off, and the one up to which a stage checked all last, 0 if it never did.
-- Grain: one row.
select
    (select coalesce(max(hand_offs.hand_off_number), 0) from ops.hand_offs as hand_offs) as newest,
    (
        select coalesce(max(outcomes.hand_off_number), 0)
        from ops.outcomes as outcomes
        where outcomes.stage = $stage and outcomes.is_success
    ) as checked_to
