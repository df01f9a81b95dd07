-- A day whose livetime, dead time, gaps and silence do not add up to its time.
-- Grain: offender.
-- Title: Live, dead, missing and silent time add up to the day.
-- Looks at: metrics.
-- Severity: warning.
-- Owner: half-pipe.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: none.
select
    strftime(days.day, '%Y-%m-%d') as offender,
    format('{:.3f} s of {:.3f} s left over', days.residual_s, days.wall_s) as detail
from marts.fct_livetime_day as days
where abs(days.residual_s) > 1
