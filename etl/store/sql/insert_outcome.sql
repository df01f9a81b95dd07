-- Record how an attempt of a stage ended.
-- Grain: one row.
insert into ops.outcomes (
    outcome_id,
    cycle_number,
    stage,
    hand_off_number,
    attempt,
    started_at,
    ended_at,
    is_success,
    detail
)
select
    (select coalesce(max(known.outcome_id), 0) + 1 from ops.outcomes as known) as outcome_id,
    (select max(cycles.cycle_number) from ops.cycles as cycles) as cycle_number,
    $stage as stage,
    $hand_off_number as hand_off_number,
    (
        select count(*) + 1
        from ops.outcomes as earlier
        where
            earlier.stage = $stage
            and earlier.hand_off_number is not distinct from $hand_off_number
    ) as attempt,
    $started_at as started_at,
    $ended_at as ended_at,
    $is_success as is_success,
    $detail as detail
