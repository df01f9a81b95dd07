-- What is planned of a run: the lines about it of the newest plan that speaks of it. A plan speaks
-- of the time that it covers and of the runs that it names; one that has no line for a run of its
-- time leaves all but its number empty.
-- Grain: run_id, line_number.
with

plans as (
    select mission_plans.*
    from raw.mission_plans as mission_plans
    where mission_plans.hand_off_number <= $hand_off
),

planned as (
    select planned_runs.*
    from raw.planned_runs as planned_runs
    where planned_runs.hand_off_number <= $hand_off
),

spoken as (
    select
        flown_keys.run_id,
        plans.plan_number
    from flown_keys
    inner join plans
        on
            flown_keys.run_id >= plans.covers_start_met
            and flown_keys.run_id < plans.covers_stop_met
    union all
    select
        flown_keys.run_id,
        planned.plan_number
    from flown_keys
    inner join planned
        on flown_keys.run_id >= planned.start_met and flown_keys.run_id < planned.stop_met
),

newest as (
    select
        run_id,
        max(plan_number) as plan_number
    from spoken
    group by run_id
)

select
    newest.run_id,
    newest.plan_number,
    planned.line_number,
    planned.expected_moot_key,
    planned.expected_moot_alias,
    planned.expected_hardware_key,
    planned.expected_software_key,
    planned.moot_state
from newest
left join planned
    on
        newest.plan_number = planned.plan_number
        and newest.run_id >= planned.start_met
        and newest.run_id < planned.stop_met
