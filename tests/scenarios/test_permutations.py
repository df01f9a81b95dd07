"""The order of arrival does not matter in the end, and looking back shows what was known then."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from cli import Halfpipe, made
from followed import NOW, events_in
from told import LISTINGS, listings_of
from written import SMALL

from etl.simulator.copies import Fractions
from etl.simulator.damage import Truncate, WrongDigest
from etl.simulator.faults import Conflict, Delay, Lose, Partial, Repeat, Silence
from etl.simulator.mishaps import Damaged, RepeatFiles
from etl.simulator.scenario import A, B, Scenario

ONE, OTHER = 734_700_000, 734_706_000
TROUBLED = Scenario(
    runs=(replace(SMALL, run_id=ONE, sweep=True), replace(SMALL, run_id=OTHER, shuffled=True)),
    passes=Fractions(((0.3, 0.6), (0.4, 0.7))),
).but(
    Delay(epu=A, datagrams=(2,), to=2),
    Partial(epu=A, datagrams=(4,), whole_in=1),
    Repeat(epu=B, datagrams=(1, 3), again_in=1),
    Conflict(epu=B, datagrams=(5,), other_in=2),
    Conflict(epu=B, datagrams=(6,), other_in=1, kept=(0.2, 0.9)),
    Lose(epu=A, datagrams=(9,)),
    Partial(epu=B, datagrams=(2,), kept=(0.5, 1.0), run=1),
    RepeatFiles(delivery=0, again_in=2, files=(1,)),
    Damaged(delivery=1, damage=WrongDigest(file=2)),
)
"""Two runs in three deliveries, with everything that can make one depend on another."""

SILENT = Scenario(
    runs=(SMALL,), passes=Fractions(((0.2, 0.4, 0.6, 0.8),))
).but(
    Silence(epu=B, deliveries=(0, 1), until=3),
    Delay(epu=A, datagrams=(1, 5), to=4),
    Damaged(delivery=2, damage=Truncate(file=0, event=20)),
    RepeatFiles(delivery=2, again_in=4),
)
"""A run in five deliveries; an EPU is silent in two, and a file that was cut short comes again."""

ORDERS = [(SILENT, order) for order in ((1, 3, 0, 2, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1))]


def told_in(order: Sequence[int], story: Scenario, folder: Path) -> Halfpipe:
    """A home that a story's deliveries came to in some order; every other one gets its own cycle."""
    halfpipe = made(folder / f"home {order}", now=NOW)
    deliveries = folder / "deliveries"
    paths = sorted(deliveries.iterdir()) if deliveries.is_dir() else story.write(deliveries)
    for count, place in enumerate(order, 1):
        halfpipe.done("receive", paths[place])
        if count % 2 == 0 or count == len(order):
            halfpipe.done("cycle")
    return halfpipe


def ending(halfpipe: Halfpipe) -> dict[str, object]:
    """What must not depend on the order: the state of each run, its events, its FITS tables."""
    chunks = halfpipe.json("chunks", "--state", "current")
    latest = halfpipe.json("products", "--state", "latest")
    names = ("run_id", "apid", "hole_kind", "first_datagram", "last_datagram", "hole_state")
    holes = halfpipe.json("holes", "--state", "open")
    return {
        "runs": [without(row, "chunk_count") for row in halfpipe.json("runs")],
        "open holes": sorted(tuple(row[name] for name in names) for row in holes),
        "alerts": halfpipe.standing(),
        "events": [event for row in chunks for event in events_in(halfpipe.home / row["path"])],
        "tables": {
            row["run_id"]: tables(halfpipe.home / row["path"])
            for row in latest
            if row["file_format"] == "fit"
        },
    }
