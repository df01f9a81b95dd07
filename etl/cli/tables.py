"""Write an answer to stdout: aligned text for a person, JSON or CSV for a program."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from etl.cli.cells import finite, jsonable, shown
from etl.store.snapshot import Answer, Record

GAP = "  "
COUNTED = (
    *("event", "file", "datagram", "packet", "hole", "chunk", "run"),
    *("alert", "attempt", "offender"),
)
HEADINGS = {
    "run_type": "type",
    "apid": "APID",
    "first_gem_sequence": "first GEM",
    "last_gem_sequence": "last GEM",
    "size_bytes": "bytes",
    "dataset_group": "group",
    "dataset_name": "dataset",
    "duration_s": "seconds",
}
BELOW = {"message": "", "see": "See: ", "runbook": "Runbook: "}
Cell = Callable[[str, object], str]


@dataclass(frozen=True)
class Format:
    """The form of an answer; a table for a person unless JSON or CSV is asked for."""

    as_json: bool = False
    as_csv: bool = False

    @property
    def is_for_a_person(self) -> bool:
        """Whether a table is due."""
        return not (self.as_json or self.as_csv)


def write_for_a_program(answer: Answer, form: Format) -> None:
    """Write all of ``answer`` as it comes, as JSON or CSV."""
    if form.as_json:
        write_json(answer.records())
    else:
        write_csv(answer)


def write_json(records: Iterable[Record], out: TextIO | None = None) -> None:
    """Write a JSON list, one object a line, to stdout unless elsewhere."""
    write = (out or sys.stdout).write
    separator = "["
    for record in records:
        write(f"{separator}\n  {to_json(record)}")
        separator = ","
    write("[]\n" if separator == "[" else "\n]\n")


def to_json(record: object, indent: int | None = None) -> str:
    """Return ``record`` as JSON text."""
    return json.dumps(finite(record), default=jsonable, indent=indent, ensure_ascii=False)


def write_csv(answer: Answer, out: TextIO | None = None) -> None:
    """Write CSV with a header line, to stdout unless elsewhere; nothing stands for null."""
    writer = csv.writer(out or sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([_csv_cell(value) for value in row])


def as_answer(records: Sequence[Record]) -> Answer:
    """Return records as one table, empty where one has no such column."""
    columns = tuple(dict.fromkeys(name for record in records for name in record))
    return Answer(columns, (tuple(record.get(name) for name in columns) for record in records))


def write_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], cell: Cell = shown
) -> None:
    """Write rows under their columns' names, numbers to the right."""
    for line in table_lines(columns, rows, cell):
        print(line)


def write_records(columns: Sequence[str], records: Sequence[Record]) -> None:
    """Write some columns of records as a table; a message and what goes with it stand below."""
    beside = [column for column in columns if column not in BELOW]
    lines = table_lines(beside, [[record[column] for column in beside] for record in records])
    print(lines[0])
    for line, record in zip(lines[1:], records, strict=True):
        print(line)
        for column in BELOW:
            if column in columns:
                print(f"  {BELOW[column]}{record[column]}")


def section_lines(title: str, columns: Sequence[str], records: Sequence[Record]) -> list[str]:
    """Return a titled table of records, set off from what is above; nothing when there are none."""
    if not records:
        return []
    rows = [[record[column] for column in columns] for record in records]
    return ["", title, *(f"  {line}" for line in table_lines(columns, rows))]


def table_lines(
    columns: Sequence[str], rows: Iterable[Sequence[object]], cell: Cell = shown
) -> list[str]:
    """Return the lines of a table, heading first."""
    values = [tuple(row) for row in rows]
    cells = [[cell(*pair) for pair in zip(columns, row, strict=True)] for row in values]
    heads = [heading(column) for column in columns] if cell is shown else list(columns)
    widths = [max(map(len, texts)) for texts in zip(heads, *cells, strict=True)]
    is_right = [_is_number(column, place, values) for place, column in enumerate(columns)]
    return [
        GAP.join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(texts, widths, is_right, strict=True)
        ).rstrip()
        for texts in [heads, *cells]
    ]


def heading(column: str) -> str:
    """Return what stands over a column: events for event_count, state for run_state."""
    if column in HEADINGS:
        return HEADINGS[column]
    words = column.split("_")
    if words[-1] in ("state", "kind"):
        return words[-1]
    if words[-1] == "count" and words[-2] in COUNTED:
        return " ".join((*words[:-2], f"{words[-2]}s"))
    if words[-1] in ("count", "id", "at", "met"):
        words.pop()
    return " ".join(words)


def first_rows(answer: Answer, most: int) -> tuple[list[tuple[object, ...]], bool]:
    """Return the first rows of ``answer``, and whether there are more."""
    rows = list(islice(answer.rows, most + 1))
    return rows[:most], len(rows) > most


def _is_number(column: str, place: int, rows: Sequence[Sequence[object]]) -> bool:
    if column in ("run_id", "downlink") or column.endswith("_met"):
        return False
    values = [row[place] for row in rows if row[place] is not None]
    return bool(values) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def _csv_cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int | float | str) else jsonable(value)
