"""What import-linter cannot say of the house: files of a size to be read, formats with no clock."""

import ast
from pathlib import Path

from sources import line_count, parsed, python_files, relative

LONGEST = 300
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "perf_counter", "monotonic"}


def called_and_imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call):
            names.add(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return names


def test_a_python_file_can_be_read_at_once() -> None:
    long = [
        relative(path)
        for path in python_files("etl", "catalog", "checks", "tests", "migrations", "docs")
        if line_count(path) > LONGEST
        # A migration is not edited any more, so its length does no harm.
        and path.parent.name != "versions"
    ]
    assert long == []


def test_formats_read_no_clock() -> None:
    readers = {
        relative(path): sorted(CLOCKS & called_and_imported(path))
        for path in python_files("etl/formats")
        if CLOCKS & called_and_imported(path)
    }
    assert readers == {}
