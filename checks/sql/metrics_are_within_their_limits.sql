-- A metric of a run outside its error limits, of runs with events enough to be judged.
-- Grain: run_id, detail.
-- Title: Metrics are within their error limits.
-- Looks at: judged_metrics.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    metrics.run_id,
    format('{} is {:.6g}', metrics.metric, metrics.metric_value)
    || coalesce(format(', at least {}', metrics.error_low), '')
    || coalesce(format(', at most {}', metrics.error_high), '') as detail
from judged_metrics as metrics
where metrics.metric_value < metrics.error_low or metrics.metric_value > metrics.error_high
