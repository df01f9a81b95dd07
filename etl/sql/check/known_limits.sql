-- A limit of a metric and the days between which it holds, as the home has it; empty at first.
-- Grain: metric, valid_from.
select
    null::varchar as metric,
    null::varchar as unit,
    null::double as warn_low,
    null::double as warn_high,
    null::double as error_low,
    null::double as error_high,
    null::date as valid_from,
    null::date as valid_until,
    null::varchar as source
where false
