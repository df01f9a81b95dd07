-- A table of the snapshot with the names of its columns; what dbt built is of now only.
-- Grain: schema_name, table_name.
select
    schema_name,
    table_name,
    list(column_name) as column_names
from duckdb_columns()
where database_name = 'snapshot' and not internal and schema_name not in ('staging', 'marts')
group by all
order by schema_name, table_name
