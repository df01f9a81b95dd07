-- What a column that dbt built says of itself.
-- Grain: schema_name, table_name, column_name.
select
    columns.schema_name,
    columns.table_name,
    columns.column_name,
    columns.comment
from duckdb_columns() as columns
semi join duckdb_tables() as tables
    on columns.table_oid = tables.table_oid and columns.database_name = tables.database_name
where
    columns.database_name = $database
    and columns.schema_name in ('staging', 'marts')
    and columns.comment is not null
    and not contains(columns.table_name, '__dbt_')
order by columns.schema_name, columns.table_name, columns.column_index
