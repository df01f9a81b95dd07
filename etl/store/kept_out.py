"""Keep pandas out of a process until it is needed.

DuckDB and Arrow load it with the first value that they are given, if it is installed, which takes
longer than a listing does. It is installed for Great Expectations; nothing else here asks for it.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

NAME = "pandas"


class _Absent(MetaPathFinder):
    """Finds nothing, and says of pandas that it is not there."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise what a process without pandas raises."""
        if fullname == NAME:
            raise ModuleNotFoundError(f"{NAME} is kept out", name=NAME)
        return None


_ABSENT = _Absent()


def keep_out() -> None:
    """Let pandas not be found, unless it is there already."""
    if _ABSENT not in sys.meta_path:
        sys.meta_path.insert(0, _ABSENT)


def let_in() -> None:
    """Let pandas be found again."""
    if _ABSENT in sys.meta_path:
        sys.meta_path.remove(_ABSENT)
