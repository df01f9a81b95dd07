-- The keys of a run, held against the plan; and each line of a plan that no run came of.
-- Grain: subject.
with

lines as (
    select lines.*
    from {{ source('raw', 'planned_runs') }} as lines
    where not exists (
        select 1
        from {{ source('raw', 'mission_plans') }} as newer
        where
            newer.plan_number > lines.plan_number
            and lines.start_met >= newer.covers_start_met
            and lines.start_met < newer.covers_stop_met
    )
),

not_flown as (
    select lines.*
    from lines
    where
        lines.stop_met <= (select max(runs.run_id) from {{ ref('stg_runs') }} as runs)
        and not exists (
            select 1
            from {{ ref('stg_runs') }} as runs
            where runs.run_id >= lines.start_met and runs.run_id < lines.stop_met
        )
)

select
    printf('r%010d', runs.run_id) as subject,
    runs.run_id,
    configurations.config_status,
    configurations.is_releasable,
    runs.run_state,
    configurations.hardware_key,
    configurations.software_key,
    runs.moot_key,
    runs.moot_alias,
    configurations.is_key_changed,
    configurations.plan_number,
    configurations.line_number,
    configurations.expected_hardware_key,
    configurations.expected_software_key,
    configurations.expected_moot_key,
    configurations.expected_moot_alias,
    configurations.config_detail
from {{ source('core', 'run_configurations') }} as configurations
inner join {{ ref('stg_runs') }} as runs on configurations.run_id = runs.run_id
where configurations.until_hand_off is null
union all by name
select
    printf('plan %d, line %d', plan_number, line_number) as subject,
    'planned_not_flown' as config_status,
    plan_number,
    line_number,
    expected_hardware_key,
    expected_software_key,
    expected_moot_key,
    expected_moot_alias
from not_flown
