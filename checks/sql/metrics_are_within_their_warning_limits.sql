-- A metric of a run outside its warning limits, of runs with events enough to be judged.
-- Grain: run_id, detail.
-- Title: Metrics are within their warning limits.
-- Looks at: judged_metrics.
-- Severity: info.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    metrics.run_id,
    format('{} is {:.6g}', metrics.metric, metrics.metric_value)
    || coalesce(format(', at least {}', metrics.warn_low), '')
    || coalesce(format(', at most {}', metrics.warn_high), '') as detail
from judged_metrics as metrics
where metrics.metric_value < metrics.warn_low or metrics.metric_value > metrics.warn_high
