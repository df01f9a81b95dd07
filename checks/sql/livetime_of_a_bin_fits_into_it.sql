-- A bin of 15 s with more livetime than time.
-- Grain: run_id, detail.
-- Title: No bin of a run has more livetime than time.
-- Looks at: metrics.
-- Severity: warning.
-- Owner: LAT operations.
-- Runbook: failed_check.
-- Stops publication: no.
-- Codes: FT2_LIVETIME_UNPHYSICAL.
select
    bins.run_id,
    format(
        'bin {} has {:.6f} s of livetime in {:.6f} s',
        bins.bin_number,
        bins.livetime_s,
        bins.elapsed_s
    ) as detail
from marts.fct_rates_15s as bins
where bins.livetime_s > bins.elapsed_s + 1e-6
