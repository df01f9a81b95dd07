"""SQL by name: a statement is a file, its name the file's, its parameters ``$named``."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "etl/sql", ROOT / "etl/store/sql", ROOT / "checks")
_PARAMETER = re.compile(r"\$([a-z][a-z0-9_]*)")


@cache
def statement(name: str) -> str:
    """Return the text of the statement ``name``, such as ``decide/holes``.

    Raises
    ------
    FileNotFoundError
        No folder of statements has that file.
    """
    for folder in FOLDERS:
        path = folder / f"{name}.sql"
        if path.is_file():
            return path.read_text()
    raise FileNotFoundError(f"no statement {name}.sql below {', '.join(map(str, FOLDERS))}")


@cache
def parameters_of(name: str) -> frozenset[str]:
    """Return the names of the parameters that the statement ``name`` takes."""
    return frozenset(_PARAMETER.findall(statement(name)))
