"""The command line as a person uses it, and what it said."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.cli import main

Row = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a command wrote, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def rows(self) -> list[Row]:
        found: list[Row] = json.loads(self.out)
        return found

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def halfpipe(*words: object, home: Path | None = None) -> Said:
    """Run a command in this process; a test that is about the process starts one of its own."""
    named = [] if home is None else ["--home", str(home)]
    before, sys.argv = sys.argv, ["halfpipe", *named, *map(str, words)]
    code = 0
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            main()
        except SystemExit as ending:
            code = int(ending.code or 0)
        finally:
            sys.argv = before
    return Said(out.getvalue(), err.getvalue(), code)


def done(*words: object, home: Path | None = None) -> Said:
    """Run a command that must succeed."""
    said = halfpipe(*words, home=home)
    assert said.code == 0, said.err
    return said
