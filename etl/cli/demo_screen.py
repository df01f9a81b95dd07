"""What the demo shows at its end: runs, what is missing and why, the ledger, the files."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from etl.cli.cells import run_name
from etl.cli.explain.run import run_story
from etl.cli.homes import on_the_command_line
from etl.cli.ledger import ledger, told
from etl.cli.listings import unfiltered
from etl.cli.options import Asked
from etl.cli.tables import section_lines
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

WIDTH = 98
COLUMNS = (
    "run_id",
    "run_state",
    "first_event_met",
    "event_count",
    "delivered_count",
    "withheld_count",
    "held_count",
    "chunk_count",
)


def screen(snapshot: Snapshot, told_of_the_day: Sequence[str], again: Path) -> list[str]:
    """Return the lines of the demo's last screen."""
    runs = snapshot.records("listings/runs", **unfiltered())
    troubled = [run["run_id"] for run in runs if run["run_state"] != "complete"]
    held = [run["run_id"] for run in runs if run["held_reason"] == "config"]
    return [
        "The day",
        *(f"  {line}" for line in told_of_the_day),
        *section_lines("Runs", COLUMNS, runs),
        "",
        "What is missing, and why",
        *(f"  {line}" for line in missing_lines(snapshot, troubled)),
        "",
        "Ledger",
        *(f"  {line}" for line in told(list(ledger(snapshot, Asked())))),
        "",
        "Files",
        *(f"  {line}" for line in file_lines(snapshot)),
        "",
        "Try next",
        *(f"  {line}" for line in next_commands(snapshot.home, again, (troubled, held))),
    ]


def missing_lines(snapshot: Snapshot, troubled: Sequence[int]) -> list[str]:
    """Say of each run that is not complete why, and of each delivery what is wrong with it."""
    lines = [line for run_id in troubled for line in run_story(snapshot, run_id)]
    standing = snapshot.records("listings/alerts", **unfiltered(state="standing"))
    lines += [alert["message"] for alert in standing if alert["run_id"] is None]
    return [part for line in lines for part in wrapped(line)] or ["Nothing."]


def file_lines(snapshot: Snapshot) -> list[str]:
    """Say where the files are, how many and how large."""
    latest = snapshot.records("listings/products", **unfiltered(state="latest"))
    received = snapshot.records("listings/deliveries", **unfiltered())
    chunks = [product for product in latest if product["file_format"] == "evt"]
    fits = [product for product in latest if product["file_format"] == "fit"]
    home = snapshot.home
    places = (
        (home.handoff, f"{len(chunks)} merged chunk files for Level 1, {_megabytes(chunks)}"),
        (home.products, f"{len(fits)} FITS files, {_megabytes(fits)}"),
        (home.raw, f"every byte received, {_megabytes(received)}"),
        (home.snapshot, "the tables, for SQL"),
    )
    width = max(len(str(place)) for place, _ in places)
    return [f"{place!s:<{width}}  {content}" for place, content in places]


def next_commands(home: Home, again: Path, runs: tuple[Sequence[int], Sequence[int]]) -> list[str]:
    """Return commands worth trying: runs that are troubled, and those held for their keys."""
    call = on_the_command_line(home)
    troubled, held = (", ".join(map(run_name, found[:1])) for found in runs)
    return [
        f"{call} explain {troubled}",
        f"{call} receive {again} && {call} cycle",
        f"{call} release {held} --why 'flown as meant' && {call} cycle",
        f"{call} holes --as-of 4 --state open",
    ]


def wrapped(line: str) -> list[str]:
    """Break a long line, further in than it begins."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _megabytes(records: Sequence[Record]) -> str:
    return f"{sum(record['size_bytes'] for record in records) / 1e6:.1f} MB"
