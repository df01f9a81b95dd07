-- A table that dbt built, in the database that is published from, with what it says of itself.
-- Grain: schema_name, table_name.
select
    schema_name,
    table_name,
    comment
from duckdb_tables()
where
    database_name = $database
    and schema_name in ('staging', 'marts')
    and not contains(table_name, '__dbt_')
order by schema_name, table_name
