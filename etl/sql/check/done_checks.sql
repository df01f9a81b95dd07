-- A check that is being recorded: the rows it looked at, or why it did not run; empty at first.
-- Grain: check_name.
select
    null::varchar as check_name,
    null::boolean as is_by_run,
    null::bigint as examined_count,
    null::varchar as not_run_reason
where false
