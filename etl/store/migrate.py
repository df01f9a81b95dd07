"""Bring a home's database to the newest revision, keeping a copy of an older one."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from etl.errors import HomeError
from etl.store.store import Store

SCRIPTS = Path(__file__).parents[2] / "migrations"


def migrate(store: Store) -> None:
    """Upgrade the database of ``store``; a fresh one gets all revisions, an older one a copy first.

    Raises
    ------
    HomeError
        The database is of a newer HalfPipe than this one.
    """
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    engine = engine_of(store)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision == scripts.get_current_head():
        return
    if revision is not None:
        _keep_copy(store, revision, {script.revision for script in scripts.walk_revisions()})
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def engine_of(store: Store) -> Engine:
    """Return a SQLAlchemy engine over the one connection of ``store``."""
    return create_engine(
        "duckdb://", creator=lambda: ConnectionWrapper(store.connection), poolclass=StaticPool
    )


def _keep_copy(store: Store, revision: str, known: set[str]) -> None:
    database = store.home.database
    if revision not in known:
        raise HomeError(
            f"{database} is at revision {revision}, which this HalfPipe does not know: a newer one "
            "used it last. Install that version, or go back to a copy kept before the upgrade."
        )
    store.connection.execute("checkpoint")
    shutil.copy2(database, database.with_name(f"{database.stem}.{revision}.duckdb"))
