-- A file of a delivery that is missing, damaged, or not as its manifest says.
-- Grain: ordinal, offender.
-- Title: Every file of a delivery came as its manifest says.
-- Looks at: files.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: broken_file.
-- Stops publication: no.
-- Told by: the alert of the file.
-- Codes: none.
select
    files.ordinal,
    files.file_name as offender,
    concat_ws(': ', files.file_state, files.reason) as detail
from raw.files as files
where files.file_state <> 'good'
