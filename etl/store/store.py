"""The writer's connection: open a home, run statements by name, keep transactions whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import duckdb
import pyarrow as pa

from etl.errors import HomeError
from etl.store.home import Home
from etl.store.statements import parameters_of, statement

# SQLAlchemy's dialect names itself in the configuration, and every connection of a process to one
# file must have the same configuration: so all are made from this one.
CONFIG: dict[str, str | bool | int | float | list[str]] = {"preserve_insertion_order": False}

RESOURCE_ERRORS = (duckdb.IOException, duckdb.OutOfMemoryException)
"""What the database raises when the machine has no more room, or takes a file away."""

DATAGRAMS_PER_FILE = 1 << 24
"""Datagram copies are numbered file by file; a datagram id over this is the id of its file."""

ROW_GROUP = 122_880
"""Rows that the database stores together; all its threads take in batches of so many."""

Value = object
Row = tuple[Any, ...]


class Store:
    """The one connection of a writer to its database."""

    def __init__(
        self, home: Home, connection: duckdb.DuckDBPyConnection, memory_limit: str = "1GB"
    ) -> None:
        self.home = home
        self.connection = connection
        self.memory_limit = memory_limit

    @classmethod
    def open(cls, home: Home, memory_limit: str = "1GB") -> Self:
        """Open the database of ``home`` for writing; the caller holds the writer's lock.

        Raises
        ------
        HomeError
            Another program has the database open, or it cannot be read.
        """
        return cls(home, _connected(home, memory_limit), memory_limit)

    def close(self) -> None:
        """Close the connection; the database is checkpointed."""
        self.connection.close()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Let go of the database while the block runs, so that another may open it here.

        The writer's lock stays held, so nobody else writes.
        """
        self.connection.close()
        try:
            yield
        finally:
            self.connection = _connected(self.home, self.memory_limit)

    @contextmanager
    def beside(self) -> Iterator[Self]:
        """Yield a second connection to the same database, with temporary tables of its own."""
        with self.connection.cursor() as cursor:
            cursor.execute("set timezone = 'UTC'")
            yield type(self)(self.home, cursor, self.memory_limit)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block does, or none of it."""
        self.connection.execute("begin transaction")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def run(self, name: str, **values: Value) -> duckdb.DuckDBPyConnection:
        """Run the statement ``name``, binding those of ``values`` that it names."""
        return self._execute(name, statement(name), values)

    def make(self, name: str, **values: Value) -> None:
        """Make the temporary table named like the last part of ``name`` from its statement."""
        table = name.rpartition("/")[2]
        self._execute(name, f"create or replace temp table {table} as\n{statement(name)}", values)

    def show(self, name: str) -> None:
        """Make the temporary view named like the last part of ``name`` from its statement."""
        view = name.rpartition("/")[2]
        self._execute(name, f"create or replace temp view {view} as\n{statement(name)}", {})

    def gather(self, name: str, target: str, **values: Value) -> None:
        """Add the rows of the statement ``name`` to ``target``, under the last part of its name."""
        told = f"select '{name.rpartition('/')[2]}' as check_name, *"
        sql = f"insert into {target} by name {told} from (\n{statement(name)})"
        self._execute(name, sql, values)

    def _execute(
        self, name: str, sql: str, values: Mapping[str, Value]
    ) -> duckdb.DuckDBPyConnection:
        wanted = {key: values[key] for key in parameters_of(name)}
        try:
            return self.connection.execute(sql, wanted or None)
        except duckdb.Error as error:
            error.add_note(f"in statement {name}.sql")
            raise

    def rows(self, name: str, **values: Value) -> list[Row]:
        """Return all rows of the statement ``name``."""
        return self.run(name, **values).fetchall()

    def row(self, name: str, **values: Value) -> Row:
        """Return the only row of the statement ``name``."""
        (only,) = self.rows(name, **values)
        return only

    def records(self, name: str, **values: Value) -> list[dict[str, Any]]:
        """Return all rows of the statement ``name``, each with its column names."""
        result = self.run(name, **values)
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def append(self, table: str, columns: Mapping[str, object] | pa.RecordBatchReader) -> None:
        """Append columns (a mapping of arrays, or batches as they come) to ``table``, by name."""
        self.connection.register("batch", _in_row_groups(columns))
        try:
            self.connection.execute(f"insert into {table} by name select * from batch")
        finally:
            self.connection.unregister("batch")

    def supersede(self, target: str, source: str, key: str, hand_off: int) -> None:
        """Let ``source`` (a temporary table) be what ``target`` holds of the touched runs.

        Rows that are the same stay as they are; others end at ``hand_off``, and new ones begin.
        """
        columns = [row[0] for row in self.connection.execute(f"describe {source}").fetchall()]
        names = {
            "target": target,
            "source": source,
            "keys": f"found.run_id = known.run_id and found.{key} is not distinct from known.{key}",
            "same": " and ".join(
                f"known.{name} is not distinct from found.{name}" for name in columns
            ),
        }
        for name in ("retire_rows", "add_rows"):
            self.connection.execute(statement(name).format(**names), {"hand_off": hand_off})


def _in_row_groups(columns: Mapping[str, object] | pa.RecordBatchReader) -> pa.RecordBatchReader:
    if not isinstance(columns, Mapping):
        return columns
    table = pa.table(dict(columns))
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(ROW_GROUP))


def _connected(home: Home, memory_limit: str) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(home.database), config=CONFIG)
    except duckdb.IOException as error:
        raise HomeError(
            f"{home.database} cannot be opened: {error}. If another program has it open, close "
            f"it there; readers use {home.snapshot.name}."
        ) from error
    connection.execute("set timezone = 'UTC'")
    connection.execute("set memory_limit = ?", [memory_limit])
    # Rows that come in as a stream are stored while more are being read, not at the end.
    connection.execute("set write_buffer_row_group_count = 1")
    return connection
