-- A run of 500 s or more with more incomplete time tones a second than its limit.
-- Grain: run_id.
-- Title: Incomplete time tones are rarer than their limit.
-- Looks at: metrics.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: TIMETONE_INCOMPLETE.
with

rates as (
    select
        clocks.run_id,
        clocks.incomplete_timetone_count / runs.elapsed_s as incomplete_timetone_rate_hz,
        runs.first_event_at
    from marts.fct_clock_run as clocks
    inner join marts.fct_run as runs on clocks.run_id = runs.run_id
    where runs.elapsed_s >= 500
)

select
    rates.run_id,
    format(
        '{:.3f} a second, at most {}',
        rates.incomplete_timetone_rate_hz,
        limits.warn_high
    ) as detail
from rates
inner join known_limits as limits
    on
        limits.metric = 'incomplete_timetone_rate_hz'
        and coalesce(rates.first_event_at >= limits.valid_from, true)
        and coalesce(rates.first_event_at < limits.valid_until, true)
where rates.incomplete_timetone_rate_hz > limits.warn_high
