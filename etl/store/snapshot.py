"""The published snapshot, open for reading: as it stands, or as it stood at an earlier delivery.

Kept free of NumPy and Arrow, so that a listing answers at once.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import duckdb

from etl.errors import BadRequest, HomeError
from etl.store.home import Home
from etl.store.statements import parameters_of, statement

Row = tuple[Any, ...]
Record = dict[str, Any]

ROWS_PER_FETCH = 1000
GREATEST = 2**63 - 1

# Which statement shows a table as it stood, by the first of these columns that the table has.
AS_OF = (
    ("gone_at", "offenders"),
    ("checked_at", "results"),
    ("until_hand_off", "lives"),
    ("is_latest", "versions"),
    ("raised_at", "alerts"),
    ("version_id", "registered"),
    ("hand_off_number", "hand_offs"),
    ("ordinal", "deliveries"),
    ("event_number", "events"),
)


@dataclass(frozen=True)
class Answer:
    """What a query found: the names of its columns, and its rows, to be read once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]

    def records(self) -> Iterator[Record]:
        """Yield each row with its column names."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


class Snapshot:
    """A reader's connection; nothing can be changed through it."""

    def __init__(self, home: Home, connection: duckdb.DuckDBPyConnection) -> None:
        self.home = home
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, home: Home, as_of: int | None = None) -> Iterator[Self]:
        """Open the snapshot of ``home``; with ``as_of``, as it stood after that delivery.

        Raises
        ------
        HomeError
            There is no snapshot, or it was published by another version of HalfPipe.
        BadRequest
            No delivery has the ordinal ``as_of``.
        """
        connection = duckdb.connect()
        try:
            connection.execute("set timezone = 'UTC'")
            _attach(connection, home)
            if as_of is None:
                connection.execute("use snapshot")
            else:
                _look_back(connection, as_of)
            yield cls(home, connection)
        finally:
            connection.close()

    def find(self, name: str, **values: object) -> Answer:
        """Run the statement ``name``, binding those of ``values`` that it names.

        Raises
        ------
        HomeError
            The snapshot lacks a table or a column: another version of HalfPipe published it.
        """
        wanted = {key: values[key] for key in parameters_of(name)}
        try:
            return _answer(self._connection.execute(statement(name), wanted or None))
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise HomeError(
                f"{self.home.published}, behind {self.home.snapshot.name}, cannot be read: "
                f"{_first_line(error)}. If the home was moved or its files were, publish them anew "
                f"with: halfpipe --home {self.home.folder} init"
            ) from error
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise HomeError(
                f"{self.home.snapshot} does not have what {name}.sql asks for: another version of "
                f"HalfPipe published it. Bring it up to date with: halfpipe --home "
                f"{self.home.folder} init. ({_first_line(error)})"
            ) from error

    def records(self, name: str, **values: object) -> list[Record]:
        """Return all rows of the statement ``name``, each with its column names."""
        return list(self.find(name, **values).records())

    def query(self, sql: str, values: Mapping[str, object] | None = None) -> Answer:
        """Run a person's own query, which can read the snapshot and nothing else.

        ``values`` are those of its parameters.

        Raises
        ------
        BadRequest
            It is no single question, or DuckDB refuses it; its words are passed on.
        """
        try:
            _check_question(self._connection.extract_statements(sql))
            _shut_in(self._connection, self.home)
            self._connection.execute(sql, values or None)
        except duckdb.Error as error:
            raise _refused(error) from error
        answer = _answer(self._connection)
        return Answer(answer.columns, _until_refused(answer.rows))


def _check_question(statements: list[duckdb.Statement]) -> None:
    if not statements:
        raise BadRequest("The query is empty.")
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise BadRequest(
            "The snapshot is read-only: ask one question, a SELECT, VALUES, DESCRIBE, SHOW or "
            "SUMMARIZE."
        )


def _shut_in(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Let a connection read no files but those behind the snapshot."""
    connection.execute(
        "set allowed_directories = [$place]", {"place": f"{home.published.resolve()}/"}
    )
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _attach(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    if not home.database.exists() and not home.snapshot.exists():
        raise HomeError(
            f"{home.folder} is not a HalfPipe home. Make one with: halfpipe --home {home.folder} "
            "init, or name another with --home or HALFPIPE_HOME."
        )
    if not home.snapshot.exists():
        raise HomeError(
            f"{home.folder} has no snapshot to read yet. Publish one with: halfpipe --home "
            f"{home.folder} init"
        )
    place = str(home.snapshot).replace("'", "''")
    try:
        connection.execute(f"attach '{place}' as snapshot (read_only)")
    except duckdb.Error as error:
        raise HomeError(
            f"{home.snapshot} cannot be read: {_first_line(error)}. Publish it anew with: "
            f"halfpipe --home {home.folder} init"
        ) from error
    _check_place(connection, home)


def _check_place(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Refuse a snapshot whose views read the files of the place the home was copied from."""
    view = connection.execute(
        "select sql from duckdb_views() where database_name = 'snapshot' and not internal limit 1"
    ).fetchone()
    if view is not None and str(home.published.resolve()).replace("'", "''") not in view[0]:
        raise HomeError(
            f"{home.folder} was moved or copied, and its snapshot still reads the files of the "
            f"place it came from. Publish it here with: halfpipe --home {home.folder} init"
        )


def _look_back(connection: duckdb.DuckDBPyConnection, as_of: int) -> None:
    """Put a view of each table, as it stood, in front of the snapshot's own."""
    newest, hand_off = connection.execute(
        statement("as_of/hand_off"), {"ordinal": min(as_of, GREATEST)}
    ).fetchone() or (0, 0)
    possible = min(max(as_of, 0), newest)
    if as_of != possible:
        raise BadRequest(f"--as-of {as_of}: no such delivery; the nearest is {possible}.")
    connection.execute("set variable as_of_ordinal = $ordinal", {"ordinal": as_of})
    connection.execute("set variable as_of_hand_off = $hand_off", {"hand_off": hand_off})
    for schema, table, columns in connection.execute(statement("as_of/tables")).fetchall():
        shown = next((name for column, name in AS_OF if column in columns), "whole")
        source = f"snapshot.{schema}.{table}"
        view = statement(f"as_of/{shown}").replace("{source}", source)
        connection.execute(f"create schema if not exists memory.{schema}")
        connection.execute(f"create view memory.{schema}.{table} as\n{view}")


def _answer(result: duckdb.DuckDBPyConnection) -> Answer:
    return Answer(_told_apart([column[0] for column in result.description]), _fetched(result))


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """Return column names with a number behind each that stood before: x, x_2."""
    found: list[str] = []
    for name in names:
        count = 1
        while (told := name if count == 1 else f"{name}_{count}") in found:
            count += 1
        found.append(told)
    return tuple(found)


def _fetched(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := result.fetchmany(ROWS_PER_FETCH):
        yield from rows


def _until_refused(rows: Iterator[Row]) -> Iterator[Row]:
    try:
        yield from rows
    except duckdb.Error as error:  # a query runs on while its rows are read
        raise _refused(error) from error


def _refused(error: duckdb.Error) -> BadRequest:
    return BadRequest(f"The query was refused.\n{str(error).strip()}")


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
