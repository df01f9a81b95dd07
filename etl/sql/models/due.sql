-- The newest hand-off, and the one up to which the marts were built last, 0 if they never were.
-- Grain: one row.
select
    (select coalesce(max(hand_offs.hand_off_number), 0) from ops.hand_offs as hand_offs) as newest,
    (
        select coalesce(max(outcomes.hand_off_number), 0)
        from ops.outcomes as outcomes
        where outcomes.stage = 'models' and outcomes.is_success
    ) as built_to
