"""What changed between two deliveries: runs, holes, chunks and products."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from etl.cli.names import known_run
from etl.cli.options import FORMS, OPTIONS, Asked
from etl.cli.tables import as_answer, section_lines, write_csv, write_json
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

PARTS = {
    "runs": (
        "run_id",
        "change",
        "state_before",
        "state_after",
        "events_before",
        "events_after",
        "delivered_before",
        "delivered_after",
        "open_holes_before",
        "open_holes_after",
    ),
    "holes": (
        "run_id",
        "apid",
        "hole_kind",
        "first_datagram",
        "last_datagram",
        "change",
        "state_before",
        "changed_by",
    ),
    "chunks": (
        "run_id",
        "chunk_number",
        "change",
        "version_before",
        "version_after",
        "events_before",
        "events_after",
        "path_after",
    ),
    "products": (
        "run_id",
        "dataset_group",
        "dataset_name",
        "change",
        "version_before",
        "version_after",
        "events_after",
    ),
}
"""What changes, and the columns of its table; JSON and CSV have all columns."""


def diff_command() -> click.Command:
    """Return the command ``diff``."""

    @click.pass_obj
    def run(home: Home, /, before: int, after: int, **given: Any) -> None:
        answer(home, before, after, Asked(**given))

    return click.Command(
        "diff",
        callback=run,
        params=[
            click.Argument(["before"], type=click.INT, metavar="N"),
            click.Argument(["after"], type=click.INT, metavar="M"),
            *(OPTIONS[name] for name in ("run", *FORMS)),
        ],
        help="What changed from the N-th delivery to the M-th: runs, holes, chunks, products.\n\n"
        "Both are ordinals; 0 is before all deliveries. What decisions did after the N-th "
        "delivery, up to the next after the M-th, is in it.",
        epilog="Example: halfpipe diff 3 4 --run r0429164139",
    )


def answer(home: Home, before: int, after: int, asked: Asked) -> None:
    """Write what changed."""
    form = asked.form
    with Snapshot.open(home) as snapshot:
        run_id = None if asked.run is None else known_run(snapshot, asked.run)
        changes = list(changed(snapshot, before, after, run_id))
    if form.as_json:
        write_json(changes)
    elif form.as_csv:
        write_csv(as_answer(changes))
    else:
        print("\n".join(told(changes, before, after)))


def changed(snapshot: Snapshot, before: int, after: int, run_id: int | None) -> Iterator[Record]:
    """Yield each change, with the part it belongs to.

    Raises
    ------
    BadRequest
        An ordinal is no delivery's, or they are the wrong way round.
    """
    if before > after:
        raise BadRequest(
            f"{before} comes after {after}. From earlier to later: halfpipe diff {after} {before}"
        )
    hand_offs = [last_hand_off(snapshot, ordinal) for ordinal in (before, after)]
    values = {"before": hand_offs[0], "after": hand_offs[1], "run_id": run_id}
    for part in PARTS:
        for change in snapshot.records(f"diff/{part}", **values):
            yield {"part": part, **change}


def last_hand_off(snapshot: Snapshot, ordinal: int) -> int:
    """Return the last hand-off that knew of no delivery after this one.

    Raises
    ------
    BadRequest
        No delivery has that ordinal; the message names the nearest.
    """
    (found,) = snapshot.records("as_of/hand_off", ordinal=ordinal)
    possible = min(max(ordinal, 0), found["newest_ordinal"])
    if ordinal != possible:
        raise BadRequest(f"{ordinal}: no such delivery; the nearest is {possible}.")
    return int(found["hand_off_number"])


def told(changes: list[Record], before: int, after: int) -> list[str]:
    """Return the changes as a person reads them, part by part."""
    lines = []
    for part, columns in PARTS.items():
        records = [change for change in changes if change["part"] == part]
        counts = Counter(str(record["change"]).replace("_", " ") for record in records)
        title = ", ".join(f"{count} {change}" for change, count in counts.items())
        lines += section_lines(f"{part}: {title}", columns, records)
    return lines[1:] or [f"Nothing changed from delivery {before} to {after}."]
