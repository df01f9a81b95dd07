-- Record a plan.
-- Grain: one row.
insert into raw.mission_plans (
    plan_number,
    file_name,
    sha256,
    size_bytes,
    received_at,
    line_count,
    covers_start_met,
    covers_stop_met,
    hand_off_number
)
values (
    $plan_number,
    $file_name,
    $sha256,
    $size_bytes,
    $received_at,
    $line_count,
    $covers_start_met,
    $covers_stop_met,
    $hand_off
)
