-- A run that is being checked.
-- Grain: run_id.
select unnest($run_ids::bigint[]) as run_id
