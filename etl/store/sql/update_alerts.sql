-- Bring the standing alerts of some kinds and subjects up to date.
-- Grain: at most one row an alert given.
update ops.alerts as standing
set message = found.message, severity = found.severity, changed_at = $at
from (
    select
        unnest(
            $alerts::struct(
                alert_kind varchar, subject varchar, severity varchar, message varchar
            )[],
            recursive := true
        )
) as found
where
    standing.alert_kind = found.alert_kind
    and standing.subject = found.subject
    and standing.cleared_at is null
    and (standing.message <> found.message or standing.severity <> found.severity)
