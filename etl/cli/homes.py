"""Which home a command works on, and how a command that writes opens it."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.errors import BadRequest, HomeError
from etl.store.home import Home

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from etl.settings import Settings
    from etl.store.store import Store

DEFAULT = Path("halfpipe-home")
WAIT_S = 10.0

wait_option = click.option(
    "--wait",
    "wait_s",
    type=click.FLOAT,
    default=WAIT_S,
    envvar="HALFPIPE_WAIT",
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another process that writes to the home.",
)


def chosen_home(named: Path | None) -> Home:
    """Return the named home; else the current folder if it is one; else ./halfpipe-home."""
    if named is not None:
        return Home(named)
    here = Home(Path())
    return here if here.database.exists() else Home(DEFAULT)


@contextmanager
def writing(home: Home, command: str, wait_s: float) -> "Iterator[Store]":
    """Open an existing home for writing, alone; an older database is migrated first.

    Raises
    ------
    HomeError
        It is not a home, or another process writes to it for longer than ``wait_s``.
    """
    if not home.database.exists():
        raise HomeError(
            f"{home.folder} is not a HalfPipe home. Make one with: halfpipe --home {home.folder} "
            "init, or name another with --home or HALFPIPE_HOME."
        )
    with writing_anyway(home, command, wait_s) as store:
        yield store


@contextmanager
def writing_anyway(home: Home, command: str, wait_s: float) -> "Iterator[Store]":
    """Open a home for writing, making its folders and its database where they are absent."""
    from etl.store.lock import writer_lock
    from etl.store.migrate import migrate
    from etl.store.store import RESOURCE_ERRORS, Store

    try:
        for folder in home.folders:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"{home.folder} cannot be a home: {error.strerror}: {error.filename}. Name another "
            "folder with --home."
        ) from error
    try:
        with writer_lock(home.writer_lock, command, wait_s):
            store = Store.open(home, settings_of(home).memory_limit)
            try:
                migrate(store)
                yield store
            finally:
                store.close()
    except BrokenPipeError:  # whoever read what we print has gone
        raise
    except (OSError, *RESOURCE_ERRORS) as error:
        told = "; ".join([str(error), *getattr(error, "__notes__", [])])
        raise HomeError(
            f"{home.folder}: {told}. What was committed before is kept: make room or mend what "
            "it says, and run the command again."
        ) from error


def settings_of(home: Home) -> "Settings":
    """Return the settings of a home.

    Raises
    ------
    BadRequest
        A value in ``halfpipe.toml`` or in the environment is not what it must be.
    """
    from tomllib import TOMLDecodeError

    from pydantic import ValidationError

    from etl.settings import load_settings

    try:
        return load_settings(home.folder)
    except (TOMLDecodeError, UnicodeDecodeError, IsADirectoryError) as error:
        raise BadRequest(f"{home.folder / 'halfpipe.toml'} is not TOML: {error}.") from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, part['loc']))}{_given(part)}: {part['msg']}"
            for part in error.errors()
        )
        raise BadRequest(
            f"Settings of {home.folder} (halfpipe.toml, or HALFPIPE_* of the environment): {wrong}."
        ) from error


def _given(part: "ErrorDetails") -> str:
    """Return what was given for a setting; of channels nothing, for their addresses are secret."""
    return "" if part["loc"][:1] == ("channels",) else f" = {part['input']!r}"


def settings_text() -> str:
    """Return a ``halfpipe.toml`` that says what may be chosen, and chooses nothing."""
    from etl.settings import Settings

    lines = ["# Settings of this home. A line without its # is a choice; HALFPIPE_* overrule it."]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        value = default if isinstance(default, int) else f'"{default or ""}"'
        choice = f"[[{name}]]" if isinstance(default, tuple) else f"{name} = {value}"
        lines += ["", f"# {field.description}", f"# {choice}"]
    return "\n".join(lines) + "\n"


def on_the_command_line(home: Home) -> str:
    """Return how a person calls halfpipe for this home from here."""
    is_found = chosen_home(None) == home or os.environ.get("HALFPIPE_HOME") == str(home.folder)
    return program() if is_found else f"{program()} --home {home.folder}"


def program() -> str:
    """Return what a person types to run this program: its name, or where it is."""
    called = Path(sys.argv[0])
    is_in_path = called.name != "halfpipe" or shutil.which(called.name) == str(called.absolute())
    return "halfpipe" if is_in_path else str(called)
