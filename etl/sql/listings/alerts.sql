-- Something that is wrong, or was; standing until what caused it is gone. Missing data come first.
-- An acknowledgement holds while the alert says the same, but for how many events wait.
-- Grain: alert_id.
with

kinds as (select * from read_csv($alert_kinds)),

last_actions as (
    select *
    from ops.alert_actions
    qualify row_number() over (partition by alert_id order by action_id desc) = 1
),

alerts as (
    select
        told.alert_id,
        told.alert_kind,
        told.subject,
        case
            when told.cleared_at is not null then 'cleared'
            when acts.silenced_until_at > $now_at::timestamp then 'silenced'
            when
                acts.action = 'acknowledge'
                and acts.severity = told.severity
                and regexp_replace(acts.message, '\d+ events', '', 'g')
                = regexp_replace(told.message, '\d+ events', '', 'g')
                then 'acknowledged'
            else 'standing'
        end as alert_state,
        told.severity,
        told.message,
        coalesce(kinds.see, 'sql "select * from ops.alerts where alert_id = {alert_id}"')
            as see_template,
        'docs/runbooks/' || told.alert_kind || '.md' as runbook,
        told.run_id,
        told.ordinal,
        told.raised_at,
        told.changed_at,
        told.cleared_at,
        acts.acted_by,
        acts.acted_at,
        acts.why,
        acts.silenced_until_at,
        coalesce(kinds.priority, 2) as priority
    from ops.alerts as told
    left join last_actions as acts on told.alert_id = acts.alert_id
    left join kinds on told.alert_kind = kinds.alert_kind
),

shown as (
    select
        * exclude (see_template),
        'halfpipe ' || replace(
            replace(
                replace(
                    replace(see_template, '{alert_id}', alert_id::varchar),
                    '{ordinal}', coalesce(ordinal::varchar, '0')
                ),
                '{run_id}', coalesce(run_id::varchar, '0')
            ),
            '{subject}', subject
        ) as see
    from alerts
)

select shown.*
from shown
where
    ($run_id is null or shown.run_id = $run_id)
    and ($ordinal is null or shown.ordinal = $ordinal)
    and coalesce(shown.alert_state = $state, true)
    and coalesce(shown.raised_at >= $since_at::timestamp, true)
    and coalesce(shown.raised_at < $until_at::timestamp, true)
order by shown.priority, shown.alert_id
