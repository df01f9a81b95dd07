-- The number of the next hand-off and the newest delivery it knows of.
-- Grain: one row.
select
    (
        select coalesce(max(hand_offs.hand_off_number), 0) + 1
        from ops.hand_offs as hand_offs
    ) as hand_off_number,
    (
        select coalesce(max(deliveries.ordinal), 0)
        from raw.deliveries as deliveries
    ) as ordinal
