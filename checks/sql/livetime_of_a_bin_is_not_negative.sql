-- A bin of 15 s with less livetime than none.
-- Grain: run_id, detail.
-- Title: No bin of a run has negative livetime.
-- Looks at: metrics.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: FT2_NEGATIVE_LIVETIME.
select
    bins.run_id,
    format('bin {} has {:.6f} s of livetime', bins.bin_number, bins.livetime_s) as detail
from marts.fct_rates_15s as bins
where bins.livetime_s < 0
