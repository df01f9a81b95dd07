"""The metadata all tables hang on, and the column shorthands they share."""

from typing import Any

from duckdb_sqlalchemy.datatypes import UBigInteger, UInteger, UTinyInteger
from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    CreateView,
    DateTime,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    sql,
)
from sqlalchemy.types import TypeEngine

from etl.store.statements import statement

SCHEMAS = ("raw", "core", "ops", "catalog")

metadata = MetaData()


def _column(
    name: str, kind: TypeEngine[Any], *, null: bool = False, is_key: bool = False
) -> Column[Any]:
    return Column(name, kind, nullable=null, primary_key=is_key, autoincrement=False)


def key(name: str) -> Column[Any]:
    """Return an integer primary key; for small tables only."""
    return _column(name, BigInteger(), is_key=True)


def integer(name: str, *, null: bool = False) -> Column[Any]:
    """Return a 32-bit integer column."""
    return _column(name, Integer(), null=null)


def small(name: str, *, null: bool = False) -> Column[Any]:
    """Return a 16-bit integer column."""
    return _column(name, SmallInteger(), null=null)


def big(name: str, *, null: bool = False) -> Column[Any]:
    """Return a 64-bit integer column."""
    return _column(name, BigInteger(), null=null)


def count64(name: str, *, null: bool = False) -> Column[Any]:
    """Return an unsigned 64-bit column: a GEM sequence or scaler, whole."""
    return _column(name, UBigInteger(), null=null)


def count32(name: str, *, null: bool = False) -> Column[Any]:
    """Return an unsigned 32-bit column."""
    return _column(name, UInteger(), null=null)


def flags(name: str) -> Column[Any]:
    """Return an unsigned 8-bit mask."""
    return _column(name, UTinyInteger())


def real(name: str, *, null: bool = False) -> Column[Any]:
    """Return a double column."""
    return _column(name, Double(), null=null)


def single(name: str) -> Column[Any]:
    """Return a 32-bit floating column: a number that was measured as one."""
    return _column(name, REAL())


def text(name: str, *, null: bool = False) -> Column[Any]:
    """Return a text column."""
    return _column(name, String(), null=null)


def instant(name: str, *, null: bool = False) -> Column[Any]:
    """Return a UTC instant (stored without a zone: every instant here is UTC)."""
    return _column(name, DateTime(), null=null)


def truth(name: str) -> Column[Any]:
    """Return a boolean column."""
    return _column(name, Boolean())


def lifetime() -> tuple[Column[Any], Column[Any]]:
    """Return the hand-offs between which a derived row holds: since inside, until outside."""
    return big("since_hand_off"), big("until_hand_off", null=True)


def view(name: str, *columns: Column[Any], schema: str) -> Table:
    """Return a view: what the statement of its name selects."""
    selected = sql.text(statement(f"views/{name}")).columns(*columns)
    table = CreateView(selected, name, metadata=metadata, schema=schema).table
    for column in columns:
        table.columns[column.name].nullable = column.nullable
    return table
