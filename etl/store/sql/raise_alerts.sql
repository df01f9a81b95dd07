-- Raise alerts, but those of which one of this kind and subject stands already.
-- Grain: one row an alert.
insert into ops.alerts by name
with

given as (
    select
        unnest(
            $alerts::struct(
                alert_kind varchar,
                subject varchar,
                severity varchar,
                message varchar,
                run_id bigint,
                ordinal bigint
            )[],
            recursive := true
        )
),

fresh as (
    select given.*
    from given
    where not exists (
        select 1
        from ops.alerts as standing
        where
            standing.alert_kind = given.alert_kind
            and standing.subject = given.subject
            and standing.cleared_at is null
    )
)

select
    (select coalesce(max(alerts.alert_id), 0) from ops.alerts as alerts)
    + row_number() over () as alert_id,
    fresh.*,
    $at as raised_at,
    $at as changed_at
from fresh
