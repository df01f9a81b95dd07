-- A schema with the names of its tables, of those that the project owns.
-- Grain: schema_name.
select
    schema_name,
    list(table_name order by table_name) as table_names
from duckdb_tables()
where
    database_name = current_database()
    and schema_name in ('catalog', 'core', 'ops', 'raw')
    and not temporary
group by schema_name
order by schema_name
