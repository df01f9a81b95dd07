-- The keys of a run held against the plan: one status, and whether they let the run go on. Of
-- several lines about a run the one it is like counts, else the first.
-- Grain: run_id.
with

counted as (
    select
        *,
        count(line_number) over run as line_count,
        min(expected_words) over run <> max(expected_words) over run as is_ambiguous,
        row_number() over (
            partition by run_id order by is_as_planned desc, line_number
        ) as preference
    from compared_keys
    window run as (partition by run_id)
)

select
    counted.run_id,
    case
        when counted.is_key_changed then 'key_changed_in_run'
        when counted.plan_number is null then 'no_plan'
        when counted.line_count = 0 then 'flown_not_planned'
        when counted.is_ambiguous then 'multi_plan'
        when counted.is_other_hardware then 'hw_mismatch'
        when counted.is_other_software then 'sw_mismatch'
        when counted.is_other_moot then 'moot_mismatch'
        when counted.is_not_created then 'config_not_created'
        when counted.moot_key is null then 'no_moot'
        else 'ok'
    end as config_status,
    counted.line_count = 0
    or counted.is_as_planned
    or coalesce(spoken_runs.is_released, false) as is_releasable,
    counted.hardware_key,
    counted.software_key,
    counted.is_key_changed,
    counted.plan_number,
    counted.line_number,
    counted.expected_moot_key,
    counted.expected_moot_alias,
    counted.expected_hardware_key,
    counted.expected_software_key,
    concat_ws(
        ', ',
        'found hardware key ' || nullif(counted.hardware_keys, ''),
        'software key ' || counted.software_keys,
        'MOOT key ' || nullif(counted.moot_keys, ''),
        'MOOT alias ' || counted.moot_alias
    )
    || if(
        counted.line_number is null,
        '',
        printf(
            '; planned %s (plan %d, line %d)',
            counted.expected_words, counted.plan_number, counted.line_number
        )
    ) as config_detail
from counted
left join spoken_runs on counted.run_id = spoken_runs.run_id
where counted.preference = 1
