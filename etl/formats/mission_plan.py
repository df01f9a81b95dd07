"""The mission plan as CSV: the runs that are planned, and the configuration each should have.

The columns are ours; docs/formats/plan.md describes them.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl.clock import parse_time

GREATEST_KEY = 2**32 - 1
MOOT_STATES = ("STARTED", "CREATED", "ABORT", "INVALID")


@dataclass(frozen=True)
class PlannedRun:
    """One line of a plan: which run it is about, and what is expected of it.

    Parameters
    ----------
    line_number
        The line in the file, counted from 1.
    start_met, stop_met
        The run begins in this half-open range.
    names_run
        Whether the line names one run, not a stretch of time.
    expected_moot_key, expected_moot_alias, expected_hardware_key, expected_software_key
        The keys that it should carry; None where the plan does not say.
    moot_state
        How far its configuration is in MOOT, one of `MOOT_STATES`; None where it does not say.
    title
        What the run is for.
    """

    line_number: int
    start_met: float
    stop_met: float
    names_run: bool
    expected_moot_key: int | None
    expected_moot_alias: str | None
    expected_hardware_key: int | None
    expected_software_key: int | None
    moot_state: str | None
    title: str | None


def read(content: bytes) -> tuple[list[PlannedRun], list[str]]:
    """Read a plan.

    Returns
    -------
    list of PlannedRun
        Its lines, in order.
    list of str
        What is wrong with it, each with its place, what was found and what was due. A plan of
        which anything is wrong is no plan: half of it would say that the other half is not planned.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [f"byte {error.start}: {content[error.start]:#04x} is no UTF-8 text"]
    lines = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        rows = [(lines.line_num, [cell.strip() for cell in line]) for line in lines]
    except csv.Error as error:
        return [], [f"line {lines.line_num}: it is no line of CSV: {error}"]
    names = rows[0][1] if rows else []
    if wrong := list(_wrong_names(names)):
        return [], wrong
    planned, faults = [], []
    for number, cells in rows[1:]:
        if not any(cells):
            continue
        try:
            planned.append(_planned(number, names, cells))
        except ValueError as error:
            faults.append(f"line {number}: {error}")
    return planned, faults or ([] if planned else ["line 2: nothing is there, due is a run"])


def _wrong_names(names: list[str]) -> Iterator[str]:
    for name in names:
        if name not in _READERS:
            yield f"line 1: {name!r} is no column; due are {', '.join(_READERS)}"
        elif names.count(name) > 1:
            yield f"line 1: {name!r} is there {names.count(name)} times"
    if "run" not in names and not {"start", "stop"} <= set(names):
        yield "line 1: neither run nor start and stop are columns"


def _planned(number: int, names: list[str], cells: list[str]) -> PlannedRun:
    if len(cells) != len(names):
        raise ValueError(f"it has {len(cells)} cells, line 1 has {len(names)}")
    given = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
    read_cells = {name: _cell(name, cell) for name, cell in given.items()}
    start, stop = _range(read_cells)
    return PlannedRun(
        number,
        start,
        stop,
        "run" in given,
        *(read_cells.get(name) for name in _EXPECTED),  # type: ignore[arg-type]
    )


def _cell(name: str, cell: str) -> object:
    try:
        return _READERS[name](cell)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _range(given: dict[str, object]) -> tuple[float, float]:
    """Return the range in which the run begins; one that is named begins at its own second."""
    run, start, stop = (given.get(name) for name in ("run", "start", "stop"))
    if isinstance(run, int) and start is None and stop is None:
        return float(run), float(run + 1)
    if run is None and isinstance(start, float) and isinstance(stop, float):
        if start < stop:
            return start, stop
        raise ValueError("stop: it is not after start")
    raise ValueError("due is either run, or start and stop")


def _run(text: str) -> int:
    return _number(text.removeprefix("r").removeprefix("R"))


def _time(text: str) -> float:
    met = parse_time(text)
    if not 0 <= met <= GREATEST_KEY:
        raise ValueError(f"{text} is not from 0 to {GREATEST_KEY} in mission elapsed seconds")
    return met


def _number(text: str) -> int:
    try:
        number = int(text, 16) if text[:2].lower() == "0x" else int(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no number, decimal or 0x hex") from error
    if not 0 <= number <= GREATEST_KEY:
        raise ValueError(f"{text} is not from 0 to {GREATEST_KEY}")
    return number


def _moot_state(text: str) -> str:
    if text.upper() not in MOOT_STATES:
        raise ValueError(f"{text!r} is none of {', '.join(MOOT_STATES)}")
    return text.upper()


_READERS: dict[str, Callable[[str], object]] = {
    "run": _run,
    "start": _time,
    "stop": _time,
    "moot_key": _number,
    "moot_alias": str,
    "hardware_key": _number,
    "software_key": _number,
    "moot_state": _moot_state,
    "title": str,
}
_EXPECTED = ("moot_key", "moot_alias", "hardware_key", "software_key", "moot_state", "title")
