-- A metric of a run with the limits that were in force, of runs with as many events a second as
-- are needed to judge it.
-- Grain: run_id, metric.
with

handlers as (
    select
        run_id,
        sum(gamma_passed_count) / sum(elapsed_s) as gamma_passed_rate_hz,
        sum(hip_passed_count) / sum(elapsed_s) as hip_passed_rate_hz,
        sum(dgn_passed_count) / sum(elapsed_s) as dgn_passed_rate_hz
    from marts.fct_rates_15s
    group by run_id
),

judged as (
    select
        runs.run_id,
        runs.first_event_at,
        runs.compressed_byte_rate,
        1 - runs.dead_fraction as live_fraction,
        clocks.mean_compressed_bytes,
        clocks.size_ratio,
        clocks.mean_tick_deviation,
        handlers.gamma_passed_rate_hz,
        handlers.hip_passed_rate_hz,
        handlers.dgn_passed_rate_hz
    from marts.fct_run as runs
    inner join marts.fct_clock_run as clocks on runs.run_id = clocks.run_id
    inner join handlers on runs.run_id = handlers.run_id
    inner join known_limits as least_rates
        on
            least_rates.metric = 'judged_rate_hz'
            and runs.event_rate_hz >= least_rates.warn_low
            and coalesce(runs.first_event_at >= least_rates.valid_from, true)
            and coalesce(runs.first_event_at < least_rates.valid_until, true)
),

metrics as (
    unpivot judged
    on columns(* exclude (run_id, first_event_at))
    into name metric value metric_value
)

select
    metrics.run_id,
    metrics.metric,
    metrics.metric_value,
    limits.warn_low,
    limits.warn_high,
    limits.error_low,
    limits.error_high
from metrics
inner join known_limits as limits
    on
        metrics.metric = limits.metric
        and coalesce(metrics.first_event_at >= limits.valid_from, true)
        and coalesce(metrics.first_event_at < limits.valid_until, true)
