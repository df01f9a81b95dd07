"""Runs ``halfpipe`` in processes that tell the instants they pass, and die by SIGKILL at one.

Each line of stdin is an order: a JSON object with the fields of `Order`. The answer is the exit
code on a line; -9 if the process was killed. A process is a fork of this one, so that a hundred
drills cost one import. Nothing of the product knows of it: what makes things durable or visible is
wrapped from outside.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import etl.cli.app
import etl.repipe
import etl.schedule  # noqa: F401 - imported once, before the forks
from etl.cli import main
from etl.store import migrate, store
from etl.store.durable import PartFile

CALLS = ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir")
STATEMENTS = ("commit", "checkpoint", "attach", "detach", "copy", "alter", "create", "drop")


@dataclass(frozen=True)
class Order:
    """A command to run, and the number of the instant to die at, from 1; it lives at 0.

    ``log`` gets a line for each instant, ``said`` what the command says. ``scripts`` are migrations
    to use instead of the project's.
    """

    words: list[str]
    fatal: int
    log: str
    said: str
    settings: dict[str, str]
    scripts: str | None


class Instants:
    """Counts the instants that pass, and dies at the fatal one."""

    def __init__(self, fatal: int, log: Path) -> None:
        self._fatal = fatal
        self._log = log.open("w")
        self._passed = 0
        self._one_at_a_time = threading.Lock()

    def now(self, what: str) -> None:
        """Let an instant pass."""
        with self._one_at_a_time:
            self._passed += 1
            print(what, file=self._log, flush=True)
            if self._passed == self._fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    def after(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same call, with an instant after it."""

        def watched(*given: Any, **named: Any) -> Any:
            result = call(*given, **named)
            self.now(f"{name} {kind_of(given)}".rstrip())
            return result

        return watched

    def half_copied(self, source: Path, target: Path) -> None:
        """Copy a file, with an instant at half of it and one at the end."""
        content = source.read_bytes()
        for part in ("half", "whole"):
            target.write_bytes(content[: len(content) // 2] if part == "half" else content)
            self.now(f"copy {part} {target.suffix}")


class WatchedConnection:
    """A connection of the database; statements that others may see are instants."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, instants: Instants) -> None:
        self._connection = connection
        self._instants = instants

    def execute(self, sql: str, *given: Any) -> Any:
        result = self._connection.execute(sql, *given)
        word = sql.split(maxsplit=1)[0].lower()
        if word in STATEMENTS and " temp " not in sql and "snapshot." not in sql:
            self._instants.now(word)
        return result

    def commit(self) -> Any:
        return self._instants.after(self._connection.commit, "commit")()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class WatchedDuckDB:
    """The module, as far as the store uses it."""

    Error = duckdb.Error

    def __init__(self, instants: Instants) -> None:
        self._instants = instants

    def connect(self, *given: Any, **named: Any) -> WatchedConnection:
        return WatchedConnection(duckdb.connect(*given, **named), self._instants)


def kind_of(given: tuple[Any, ...]) -> str:
    """What kind of file a call is about, if it is about one."""
    paths = [Path(each) for each in given if isinstance(each, str | Path)]
    if not paths or len(paths[-1].name) > 100:
        return ""
    return paths[-1].suffix or paths[-1].name.rstrip("0123456789abcdef") or "number"


def obey(order: Order) -> int:
    """Run the command of an order in this process; returns its exit code, if it lives."""
    said = os.open(order.said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.environ.update(order.settings)
    if order.scripts is not None:
        migrate.SCRIPTS = Path(order.scripts)
    instants = Instants(order.fatal, Path(order.log))
    for name in CALLS:
        setattr(os, name, instants.after(getattr(os, name), name))
    shutil.copy2 = instants.half_copied
    Path.touch = instants.after(Path.touch, "touch")
    PartFile.write = instants.after(PartFile.write, "write")
    store.duckdb = WatchedDuckDB(instants)
    sys.argv = ["halfpipe", *order.words]
    try:
        main()
    except SystemExit as ending:
        return int(ending.code or 0)
    return 0


def serve() -> None:
    """Answer the orders on stdin, one after the other."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = obey(Order(**json.loads(line)))
            finally:
                sys.stdout.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
