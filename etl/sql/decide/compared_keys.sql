-- A run beside a line of the plan about it, and in what they differ; a key that either of them
-- leaves open differs in nothing. A run without such a line is compared with nothing.
-- Grain: run_id, line_number.
with

flown as (
    select
        flown_keys.* replace (
            flown_keys.is_key_changed or len(run_keys.moot_keys) > 1 as is_key_changed
        ),
        if(len(run_keys.moot_keys) > 0, run_keys.moot_key, null) as moot_key,
        if(len(run_keys.moot_keys) > 0, run_keys.moot_alias, null) as moot_alias,
        array_to_string(run_keys.moot_keys, ' and ') as moot_keys
    from flown_keys
    inner join run_keys on flown_keys.run_id = run_keys.run_id
)

select
    flown.*,
    plan.plan_number,
    plan.line_number,
    plan.expected_moot_key,
    plan.expected_moot_alias,
    plan.expected_hardware_key,
    plan.expected_software_key,
    plan.moot_state,
    coalesce(flown.hardware_key <> plan.expected_hardware_key, false) as is_other_hardware,
    coalesce(flown.software_key <> plan.expected_software_key, false) as is_other_software,
    coalesce(flown.moot_key <> plan.expected_moot_key, false)
    or coalesce(flown.moot_alias <> plan.expected_moot_alias, false) as is_other_moot,
    coalesce(plan.moot_state <> 'CREATED', false) as is_not_created,
    plan.line_number is not null
    and not (
        flown.is_key_changed
        or is_other_hardware or is_other_software or is_other_moot or is_not_created
    ) as is_as_planned,
    concat_ws(
        ', ',
        'hardware key ' || plan.expected_hardware_key,
        'software key ' || plan.expected_software_key,
        'MOOT key ' || plan.expected_moot_key,
        'MOOT alias ' || plan.expected_moot_alias,
        'configuration ' || plan.moot_state
    ) as expected_words
from flown
left join expectations as plan on flown.run_id = plan.run_id
