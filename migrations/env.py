"""Run the migrations on the connection that the store hands over."""

from importlib import import_module

from alembic import context

from etl.store.schema import metadata

import_module("duckdb_sqlalchemy.alembic_impl")  # registers the DuckDB dialect with Alembic


def run() -> None:
    """Apply the requested revisions inside the caller's transaction."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, include_schemas=True)
    with context.begin_transaction():
        context.run_migrations()


run()
