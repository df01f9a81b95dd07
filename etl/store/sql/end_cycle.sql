-- Close the newest cycle with its verdict.
-- Grain: one row.
update ops.cycles
set ended_at = $ended_at, verdict = $verdict
where cycle_number = (select max(known.cycle_number) from ops.cycles as known)
