-- Open a hand-off.
-- Grain: one row.
insert into ops.hand_offs (hand_off_number, ordinal, downlink, brought_by, opened_at)
values ($hand_off_number, $ordinal, $downlink, $brought_by, $opened_at)
