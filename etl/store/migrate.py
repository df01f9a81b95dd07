"""Bring a home's database to the newest revision, keeping a copy of an older one."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.errors import HomeError
from etl.store.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCRIPTS = Path(__file__).parents[2] / "migrations"


def migrate(store: Store) -> None:
    """Upgrade the database of ``store``; a fresh one gets all revisions, an older one a copy first.

    Raises
    ------
    HomeError
        The database is of a newer HalfPipe than this one.
    """
    revision = _revision(store)
    known = {script.name.partition("_")[0] for script in SCRIPTS.glob("versions/[0-9]*.py")}
    if revision == max(known):
        return  # most commands end here, before Alembic, which takes a second to import
    from alembic import command
    from alembic.config import Config

    if revision is not None:
        _keep_copy(store, revision, known)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine_of(store).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def engine_of(store: Store) -> "Engine":
    """Return a SQLAlchemy engine over the one connection of ``store``."""
    from duckdb_sqlalchemy import ConnectionWrapper
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine(
        "duckdb://", creator=lambda: ConnectionWrapper(store.connection), poolclass=StaticPool
    )


def _revision(store: Store) -> str | None:
    try:
        found = store.connection.execute("select version_num from alembic_version").fetchone()
    except duckdb.CatalogException:
        return None
    return None if found is None else str(found[0])


def _keep_copy(store: Store, revision: str, known: set[str]) -> None:
    database = store.home.database
    if revision not in known:
        raise HomeError(
            f"{database} is at revision {revision}, which this HalfPipe does not know: a newer one "
            "used it last. Install that version, or go back to a copy kept before the upgrade."
        )
    store.connection.execute("checkpoint")
    shutil.copy2(database, database.with_name(f"{database.stem}.{revision}.duckdb"))
