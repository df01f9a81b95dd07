-- A schema with the names of its tables, of those that the project owns, as readers see them: of
-- packets the view.
-- Grain: schema_name.
with

shown as (
    select
        tables.schema_name,
        tables.table_name
    from duckdb_tables() as tables
    where tables.database_name = current_database() and not tables.temporary
    union all
    select
        views.schema_name,
        views.view_name as table_name
    from duckdb_views() as views
    where views.database_name = current_database() and not views.temporary
)

select
    schema_name,
    list(table_name order by table_name) as table_names
from shown
where schema_name in ('catalog', 'core', 'ops', 'raw') and table_name <> 'packet_headers'
group by schema_name
order by schema_name
