"""The order of arrival does not matter in the end, and looking back shows what was known then."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from astropy.io import fits
from cli import Halfpipe, made
from commands import Row
from decided import Bench
from followed import NOW, events_in
from oracle.facts import Copy
from told import listings_of
from written import SMALL

from etl.simulator.copies import Fractions
from etl.simulator.damage import Truncate, WrongDigest
from etl.simulator.faults import Conflict, Delay, Lose, Partial, Repeat, Silence
from etl.simulator.level0 import Level0
from etl.simulator.mishaps import Damaged, RepeatFiles
from etl.simulator.packet_faults import (
    AlterPackets,
    CutFile,
    DelayPackets,
    LosePackets,
    Noise,
    RepeatPackets,
    SwapPackets,
)
from etl.simulator.scenario import A, B, Scenario

ONE, OTHER = 734_700_000, 734_706_000
HOLE = ("run_id", "apid", "hole_kind", "first_datagram", "last_datagram", "withheld_count")
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

SILENT = Scenario(runs=(SMALL,), passes=Fractions(((0.2, 0.4, 0.6, 0.8),))).but(
    Silence(epu=B, deliveries=(0, 1), until=3),
    Delay(epu=A, datagrams=(1, 5), to=4),
    Damaged(delivery=2, damage=Truncate(file=0, event=20)),
    RepeatFiles(delivery=2, again_in=4),
)
"""A run in five deliveries; an EPU is silent in two, and a file that was cut short comes again."""

IN_PACKETS = Level0(
    Scenario(runs=(SMALL,), passes=Fractions(((0.3, 0.7),))).but(
        Delay(epu=A, datagrams=(2,), to=2), Lose(epu=B, datagrams=(9,))
    ),
    packet_bytes=700,
    first_count=16_300,
).but(
    DelayPackets(delivery=0, places=(10, 60, 61), to=2),
    RepeatPackets(delivery=0, places=(20, 21, 22), again_in=1),
    AlterPackets(delivery=0, places=(40,), good_in=2),
    AlterPackets(delivery=1, places=(50,), good_in=0),
    SwapPackets(delivery=1, places=(30,)),
    LosePackets(delivery=1, places=(80,)),
    Noise(delivery=2, place=40),
    CutFile(delivery=1, place=100),
)
"""A run in three deliveries of packets, which need one another for their datagrams."""

QUICK = [
    (TROUBLED, (2, 1, 0)),
    (TROUBLED, (1, 0, 2)),
    (SILENT, (4, 3, 2, 1, 0)),
    (IN_PACKETS, (2, 0, 1)),
]
THOROUGH = [
    *((TROUBLED, order) for order in ((0, 2, 1), (1, 2, 0), (2, 0, 1))),
    (SILENT, (1, 3, 0, 2, 4)),
    *((IN_PACKETS, order) for order in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 1, 0))),
]
ORDERS = [*QUICK, *(pytest.param(*one, marks=pytest.mark.night) for one in THOROUGH)]


def told_in(order: Sequence[int] | None, story: Scenario | Level0, folder: Path) -> Halfpipe:
    """A home that a story's deliveries came to in some order; two of them share a cycle."""
    halfpipe = made(folder / "home", now=NOW)
    paths = story.write(folder / "deliveries")
    for count, place in enumerate(order or range(len(paths)), 1):
        halfpipe.done("receive", paths[place])
        if count != 2:
            halfpipe.done("cycle")
    return halfpipe


def ending(halfpipe: Halfpipe) -> dict[str, object]:
    """What must not depend on the order: the state of each run, its holes, events and products."""
    holes = halfpipe.json("holes", "--state", "open")
    chunks = halfpipe.json("chunks", "--state", "current")
    products = halfpipe.json("products", "--state", "latest")
    return {
        "runs": [without(row, "chunk_count") for row in halfpipe.json("runs")],
        "open holes": [[row[name] for name in HOLE] for row in holes],
        "alerts": sorted(halfpipe.standing()),
        "events": [event for row in chunks for event in events_in(halfpipe.home / row["path"])],
        "tables": {
            row["run_id"]: tables(halfpipe.home / row["path"])
            for row in products
            if row["file_format"] == "fit"
        },
    }


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def tables(path: Path) -> dict[str, bytes]:
    """The data of every table of a FITS file."""
    with fits.open(path, checksum=True) as units:
        return {unit.name: unit.data.tobytes() for unit in units[1:]}


@cache
def due(story: Scenario | Level0) -> dict[str, object]:
    """How a story ends that is told in the order in which it happened."""
    with TemporaryDirectory() as folder:
        return ending(told_in(None, story, Path(folder)))


@pytest.mark.parametrize(("story", "order"), ORDERS)
def test_in_any_order_the_same_deliveries_end_in_the_same_events_and_products(
    story: Scenario | Level0, order: Sequence[int], tmp_path: Path
) -> None:
    found = ending(told_in(order, story, tmp_path))
    assert [name for name in found if found[name] != due(story)[name]] == []


def test_an_event_that_comes_alone_beside_a_chunk_and_a_hole_is_delivered_in_any_order() -> None:
    def copy(apid: int, number: int, gems: tuple[int, ...], opens: str, closes: str) -> Copy:
        return Copy(ONE, apid, number, gems, opens, closes, digest=f"{apid}/{number}")

    first = [
        copy(956, 0, (0, 2, 4), "start", "continue"),
        copy(957, 0, (1, 3, 20, 21), "start", "stop"),
    ]
    second = [
        copy(956, 1, (6,), "continue", "continue"),
        copy(956, 3, (14, 16), "continue", "stop"),
    ]
    for order in ((first, second), (second, first), ([*first, *second],)):
        with closing(Bench()) as bench:
            for delivery in order:
                bench.deliver(delivery)
            (run,) = bench.standing("runs")[ONE]
            assert (run["delivered_count"], run["withheld_count"]) == (9 + 1, 0)


def story_of(count: int, folder: Path) -> Halfpipe:
    """A home that saw so many deliveries, one an hour, and an operator's word after the first."""
    halfpipe = made(folder / f"home {count}")
    for place, path in enumerate(TROUBLED.write(folder / f"deliveries {count}")[:count]):
        halfpipe = replace(halfpipe, settings={"HALFPIPE_NOW": f"2024-04-14T1{place}:00:00Z"})
        halfpipe.take_in(path)
        if place == 0:
            halfpipe.done("force", OTHER, "--why", "that is all there is")
            halfpipe.done("write-off", f"{ONE}/956/2", "--why", "overwritten")
            halfpipe.done("cycle")
    return halfpipe


@pytest.mark.parametrize("count", [pytest.param(1, marks=pytest.mark.night), 2])
def test_as_of_a_delivery_a_home_says_what_one_says_that_saw_no_more(
    count: int, tmp_path: Path
) -> None:
    later, then = story_of(3, tmp_path), story_of(count, tmp_path)
    said, due_then = listed(later, "--as-of", count), listed(then)
    assert [name for name in due_then if said[name] != due_then[name]] == []


def listed(halfpipe: Halfpipe, *options: object) -> dict[str, list[Row]]:
    """All that the listings say, but for the words of alerts, which are those of today."""
    said = listings_of(halfpipe.home, *options)
    said["decisions"] = halfpipe.json("decisions", *options)
    said["alerts"] = [without(row, "message", "changed_at", "alert_id") for row in said["alerts"]]
    return said
