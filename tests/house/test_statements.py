"""SQL stands in files, each says what its row is, and none is there for nothing."""

import re
from collections import Counter
from pathlib import Path

from sources import line_count, parsed, python_files, relative, statement_files, texts

from etl.stages.decide import VIEWS

LONGEST = 100
GRAIN = re.compile(r"\bgrain: \S", re.IGNORECASE)
SQL = re.compile(
    r"\s*(?:select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\("
    r"|(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:temp\s+)?(?:table|view|schema)\s"
    r"|attach\s+'|copy\s+\()",
    re.IGNORECASE,
)


def heading(path: Path) -> list[str]:
    """The comment lines that a file begins with."""
    lines = path.read_text().splitlines()
    count = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:count]


def names_used() -> set[str]:
    """What Python calls statements by, whole or as a folder and a name put together."""
    found = set().union(*(texts(parsed(path)) for path in python_files("etl", "catalog", "checks")))
    folders = {text for text in found if re.fullmatch(r"[a-z_]+/", text)}
    return found | {folder + last for folder in folders for last in found}


def test_a_statement_begins_with_what_its_row_is_and_its_grain() -> None:
    silent = [
        relative(path)
        for _, path in statement_files()
        if len(heading(path)) < 2 or not any(GRAIN.search(line) for line in heading(path)[1:])
    ]
    assert silent == []


def test_a_statement_is_short_enough_to_be_one_idea() -> None:
    long = [relative(path) for _, path in statement_files() if line_count(path) > LONGEST]
    assert long == []


def test_every_statement_is_used() -> None:
    used = names_used()
    assert [name for name, _ in statement_files() if name not in used] == []


def test_a_name_means_one_statement() -> None:
    counts = Counter(name for name, _ in statement_files())
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_sql_stands_in_python_outside_the_store() -> None:
    found = {
        relative(path): text
        for path in python_files("etl", "catalog", "checks")
        for text in texts(parsed(path))
        if SQL.match(text) and not relative(path).startswith("etl/store/")
    }
    assert found == {}


def test_a_temporary_view_shares_its_name_with_no_other_relation() -> None:
    """A table of the name could not be made in its place, nor it in the place of a table."""
    count = Counter(path.stem for _, path in statement_files())
    assert {name: count[name] for name in VIEWS} == dict.fromkeys(VIEWS, 1)
