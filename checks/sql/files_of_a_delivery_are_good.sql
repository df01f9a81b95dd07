-- A file of a delivery that is not as its manifest says, as long as an alert of it stands.
-- Grain: ordinal, offender.
-- Title: Every file of a delivery came as its manifest says, or a good one came in its place.
-- Looks at: files.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: broken_file.
-- Stops publication: no.
-- Told by: the alert of the file.
-- Codes: none.
with

settled as (
    select alerts.subject
    from ops.alerts as alerts
    group by alerts.subject
    having count(*) = count(alerts.cleared_at)
)

select
    files.ordinal,
    files.file_name as offender,
    concat_ws(': ', files.file_state, files.reason) as detail
from raw.files as files
inner join raw.deliveries as deliveries on files.ordinal = deliveries.ordinal
where
    files.file_state <> 'good'
    and printf('%09d/%s', deliveries.downlink, files.file_name) not in (
        select settled.subject
        from settled
    )
