"""A story told to a home through the command line, and the home's whole account held against it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from cli import Halfpipe, made
from commands import Said
from due import Due, Fates, Hole
from level1 import objections
from sound import wrong_hand_offs
from written import Read, digests, read_files

from etl.formats.evt import read_chunk
from etl.simulator.account import Keys, known
from etl.simulator.deliveries import Delivery
from etl.simulator.scenario import Scenario

NOW, NEXT_DAY = "2024-04-14T12:00:00Z", "2024-04-15T00:00:01Z"
"""When a story is told, and when the patience of twelve hours has just run out."""

NAMES = ("run_id", "gem_sequence", "apid", "datagram_sequence")
Key = tuple[int, ...]
"""An event by `NAMES`, which is also the order of delivered events."""

Alert = tuple[str, str]


@dataclass
class Followed:
    """A story, the home it is told to, and what the home must have made of it so far."""

    story: Scenario
    halfpipe: Halfpipe
    paths: tuple[Path, ...]
    arrived: list[Delivery] = field(default_factory=list)
    due: Due = field(default_factory=Due)
    records: dict[Key, bytes] = field(default_factory=dict)
    raised: set[Alert] = field(default_factory=set)

    # --- the story in the words of the command line -----------------------------------------------

    @property
    def run(self) -> str:
        return f"r{self.story.runs[0].run_id:010d}"

    def missing(self, epu: int, first: int, last: int | None = None) -> Hole:
        """A hole from one datagram to another of an EPU, or of one datagram."""
        plan = self.story.runs[0]
        return Hole(plan.run_id, plan.apids[epu], first, first if last is None else last)

    def rest(self, epu: int, first: int) -> Hole:
        """A hole from one datagram of an EPU to the end of its stream."""
        return replace(self.missing(epu, first), last=None)

    def lacking(self, count: int) -> tuple[Hole, ...]:
        """The holes after so many deliveries: numbers of a stream that none of them brought."""
        brought = defaultdict(set)
        for delivery in self.story.deliveries[:count]:
            for file in delivery.files:
                numbers = {copy.datagram_sequence for copy in file.copies}
                brought[file.run, file.epu] |= numbers
        return tuple(
            Hole(self.story.runs[run].run_id, self.story.runs[run].apids[epu], first, last)
            for (run, epu), numbers in sorted(brought.items())
            for first, last in gaps(sorted(numbers), self.story.numbers(epu, run=run)[-1])
        )

    def rests(self, count: int) -> tuple[Hole, ...]:
        """What follows on the last datagram of each stream that so many deliveries brought."""
        return tuple(hole for hole in self.lacking(count) if hole.last is None)

    # --- what happens -----------------------------------------------------------------------------

    def receive(self) -> Said:
        """Receive the next delivery, and know what it brings."""
        return self.halfpipe.done("receive", self.arrive())

    def arrive(self) -> Path:
        """Know what the next delivery brings; returns where it lies."""
        place = len(self.arrived)
        self.arrived.append(self.story.deliveries[place])
        for file in read_files(self.paths[place]):
            for key, record in zip(keys_of(file), file.records(), strict=True):
                assert self.records.setdefault(key, record) == record
        return self.paths[place]

    def take_in(self, *waits: Hole, **also: Any) -> None:
        """Take the next delivery in; then exactly these holes are open, and the rest is as due."""
        self.receive()
        self.cycle(*waits, **also)

    def cycle(self, *waits: Hole, **also: Any) -> None:
        self.halfpipe.done("cycle")
        self.check(*waits, **also)

    def decide(self, *words: object) -> None:
        """An operator decides, and the next cycle takes it up."""
        self.halfpipe.done(*words, "--why", "the test says so")
        self.halfpipe.done("cycle")

    def wait_until_patience_ends(self, *waits: Hole, **also: Any) -> None:
        """Half a day later a cycle writes off what is still missing."""
        later = {**self.halfpipe.settings, "HALFPIPE_NOW": NEXT_DAY}
        self.halfpipe = replace(self.halfpipe, settings=later)
        self.cycle(*waits, **{"state": "incomplete", **also})

    # --- what must be so --------------------------------------------------------------------------

    def check(
        self, *waits: Hole, state: str = "", alerts: Iterable[Alert] = (), held: bool = False
    ) -> None:
        """Hold all that the home says against the story, with ``waits`` for its open holes.

        ``alerts`` stand besides those of the holes; ``held`` means that every run is held.
        """
        arrived = known(self.story.truth, self.arrived)
        self.due.step(arrived, waits, set(arrived["run_id"].tolist()) if held else ())
        is_due = self.due.delivered(arrived)
        expected = state or ("held" if held else "receiving" if waits else "complete")
        self._check_runs(arrived, is_due, expected)
        assert self.open_holes() == {(h.run_id, h.apid, h.kind, h.first, h.last) for h in waits}
        self._check_alerts({*alerts, *(alert(hole) for hole in waits if hole.kind != "trailing")})
        assert self.delivered() == [
            (key, self.records[key]) for key in sorted(columns(arrived[is_due]))
        ]
        self._check_chunks()
        self._check_ledger(waiting=int((~is_due).sum()), held=held)

    def open_holes(self) -> set[tuple[object, ...]]:
        names = ("run_id", "apid", "hole_kind", "first_datagram", "last_datagram")
        rows = self.halfpipe.json("holes", "--state", "open")
        return {tuple(row[name] for name in names) for row in rows if row["hole_kind"] != "stream"}

    def delivered(self) -> list[tuple[Key, bytes]]:
        """The events in the chunk files that count, each with its bytes, as they stand there."""
        rows = self.halfpipe.json("chunks", "--state", "current")
        return [pair for row in rows for pair in events_in(self.halfpipe.home / row["path"])]

    def withheld_by(self, hole: Hole) -> int:
        """How many events wait for an open hole."""
        rows = self.halfpipe.json("holes", "--state", "open")
        (found,) = [r for r in rows if (r["apid"], r["first_datagram"]) == (hole.apid, hole.first)]
        return int(found["withheld_count"])

    def words_of(self, kind: str) -> str:
        """What the one standing alert of a kind says."""
        (row,) = [row for row in self.halfpipe.json("alerts") if row["alert_kind"] == kind]
        return str(row["message"])

    def versions(self) -> list[int]:
        """The versions of the chunks that count, in the order of their events."""
        return [row["version"] for row in self.halfpipe.json("chunks", "--state", "current")]

    def _check_runs(self, arrived: Keys, is_due: np.ndarray, state: str) -> None:
        assert {
            row["run_id"]: (row["run_state"], row["event_count"], row["delivered_count"])
            for row in self.halfpipe.json("runs")
        } == {
            run_id: (state, int(of_run.sum()), int((of_run & is_due).sum()))
            for run_id in np.unique(arrived["run_id"]).tolist()
            for of_run in [arrived["run_id"] == run_id]
        }

    def _check_alerts(self, standing: set[Alert]) -> None:
        """These stand; whatever else was raised is cleared; none was raised twice."""
        self.raised |= standing
        rows = self.halfpipe.json("alerts", "--state", "all")
        ever = Counter((row["alert_kind"], row["subject"]) for row in rows)
        assert ever == Counter(self.raised)
        states = {(row["alert_kind"], row["subject"]): row["alert_state"] for row in rows}
        assert {one for one, state in states.items() if state == "standing"} == standing

    def _check_chunks(self) -> None:
        """Level 1 takes every run, and a version is new only where events came to the old one."""
        versions: dict[Key, list[set[Key]]] = defaultdict(list)
        files = defaultdict(list)
        for row in self.halfpipe.json("chunks"):
            path = self.halfpipe.home / row["path"]
            keys = {key for key, _ in events_in(path)}
            assert len(keys) == row["event_count"] > 1
            of_chunk = versions[row["run_id"], row["chunk_number"]]
            of_chunk.append(keys)
            assert row["version"] == len(of_chunk)
            assert len(of_chunk) == 1 or of_chunk[-2] < of_chunk[-1]
            if row["is_current"]:
                files[row["run_id"]].append(path)
        assert [why for paths in files.values() for why in objections(paths)] == []

    def _check_ledger(self, *, waiting: int, held: bool) -> None:
        lines = {line["level"]: line for line in self.halfpipe.json("ledger")}
        assert {line["residual"] for line in lines.values()} == {0}
        fates = Fates.of(self.arrived)
        said = lines["datagrams"]
        assert {fate: said[fate] for fate in fates.datagrams} == fates.datagrams
        assert lines["events"] == {
            "level": "events",
            "decoded": fates.events.total(),
            "delivered": fates.events["current"] - waiting,
            "withheld": 0 if held else waiting,
            "held": waiting if held else 0,
            "not_current": fates.events["duplicate"] + fates.events["conflict"],
            "waiting": 0,
            "residual": 0,
        }

    def check_account(self) -> None:
        """At the end nothing waits, and all that goes to Level 1 and to the catalog says so."""
        arrived = known(self.story.truth, self.story.deliveries)
        assert [key for key, _ in self.delivered()] == sorted(columns(arrived))
        for by in ("delivery", "run"):
            assert {line["residual"] for line in self.halfpipe.json("ledger", "--by", by)} == {0}
        assert list(wrong_hand_offs(self.halfpipe)) == []
        assert self.in_fits() == sorted(columns(arrived))
        assert list(self.halfpipe.home.rglob(".*.part*")) == []

    def in_fits(self) -> list[Key]:
        """The events in the newest FITS file of each run, as they stand there."""
        found: list[Key] = []
        for row in self.halfpipe.json("products", "--state", "latest"):
            if row["file_format"] == "fit":
                with fits.open(self.halfpipe.home / row["path"], checksum=True) as units:
                    table = units["EVENTS"].data
                    names = ("RUN_ID", "EVENT_ID", "APID", "DATAGRAM")
                    found += zip(*(table[name].tolist() for name in names), strict=True)
        return found


@contextmanager
def following(story: Scenario, folder: Path, **settings: object) -> Iterator[Followed]:
    """A fresh home for a story; when the block ends, all that arrived must be delivered."""
    halfpipe = made(folder / "home", **{"now": NOW, **settings})
    followed = Followed(story, halfpipe, story.write(folder / "deliveries"))
    yield followed
    followed.check_account()


def digests_of(followed: Followed) -> dict[str, str]:
    """The digests of all that went to Level 1 and to the catalog."""
    home = followed.halfpipe.home
    return {**digests(home / "handoff"), **digests(home / "products")}


def gaps(there: list[int], end: int) -> Iterator[tuple[int, int | None]]:
    """The ranges of numbers from 0 to ``end`` that are not there; the last one is open-ended."""
    for one, other in pairwise([-1, *there]):
        if other > one + 1:
            yield one + 1, other - 1
    if there[-1] < end:
        yield there[-1] + 1, None


def alert(hole: Hole) -> Alert:
    return "hole", f"r{hole.run_id:010d}/{hole.apid}/{hole.first}"


def columns(keys: Keys) -> list[Key]:
    return list(zip(*(keys[name].tolist() for name in NAMES), strict=True))


def keys_of(file: Read) -> list[Key]:
    return list(zip(*(np.asarray(file.column(name)).tolist() for name in NAMES), strict=True))


def events_in(path: Path) -> list[tuple[Key, bytes]]:
    """The events of a chunk file in the order in which they stand in it, each with its bytes."""
    return _events_in(path.read_bytes())


@lru_cache(maxsize=64)
def _events_in(data: bytes) -> list[tuple[Key, bytes]]:
    file = Read(data, read_chunk(data))
    return list(zip(keys_of(file), file.records(), strict=True))
