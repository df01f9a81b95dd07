"""A database that only the decide stage and the gate work on, and what stands in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from event_zeros import EVENT_ZEROS
from file_rows import file_of, file_rows, header_rows
from oracle.facts import Arrived, Chunk, Copy, Decision, HoleKey, Site
from oracle.plans import Line
from plan_rows import insert_plan

from etl.settings import Settings
from etl.stages.decide import decide
from etl.stages.gate import gate
from etl.store.hand_offs import HandOff, open_hand_off
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import CONFIG, Store

BEGINNING = datetime(2024, 4, 14)  # noqa: DTZ001
TICK_S = 0.25
HALF_TURN = 2**31
RECORD_BYTES = 1000
Row = dict[str, Any]

DATAGRAM_CONSTANTS: Row = {
    "copy_number": 0,
    "scid": 77,
    "packet_unix_s": 0.0,
    "ground_id": 0,
    "mode_changes": 0,
    "open_reason": "unknown",
    "close_reason": "full",
    "crate": "epu0",
    "mode": "normal",
    "platform": "lat",
    "origin": "orbit",
    "offset_bytes": 0,
    "record_bytes": 0,
}


@cache
def _migrated() -> Path:
    """An empty database, migrated once; a copy of it is made in less time than it was."""
    home = Home(Path(mkdtemp()))
    with closing(Store.open(home)) as store:
        migrate(store)
    return home.database


def instant_of(step: int) -> datetime:
    """When a step is: one an hour."""
    return BEGINNING + timedelta(hours=step)


def downlink_of(step: int) -> int:
    """The downlink id under which a step's products go out."""
    return 240414000 + step


def met_of(run_id: int, gem: int) -> float:
    """An event's time: it grows with the GEM sequence, and is exact for every number tested."""
    return run_id + (gem + HALF_TURN) % 2**32 * TICK_S


@dataclass
class Bench:
    """Deliver, decide, look."""

    site: Site = field(default_factory=Site)
    arrived: list[Arrived] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    steps: int = 0
    ordinal: int = 0
    first_records: list[int] = field(default_factory=list)
    records: int = 0
    plans: int = 0

    def __post_init__(self) -> None:
        connection = duckdb.connect(":memory:", config=CONFIG)
        connection.execute("set timezone = 'UTC'; set threads = 1")
        connection.execute(f"attach '{_migrated()}' as migrated (read_only)")
        connection.execute("copy from database migrated to memory; detach migrated")
        self.store = Store(Home(Path("unused")), connection)
        self.settings = Settings(
            max_events=self.site.max_events, expected_epus=self.site.expected_epus
        )

    def close(self) -> None:
        self.store.close()

    @property
    def now(self) -> datetime:
        """When the next step is, or the step that just was."""
        return instant_of(self.steps)

    def deliver(self, copies: Sequence[Copy]) -> list[Arrived]:
        """Bring a delivery of these copies, and decide."""
        self.ordinal += 1
        begin = len(self.arrived)
        arrived = [Arrived(begin + n, self.ordinal, copy) for n, copy in enumerate(copies)]
        self.arrived += arrived
        with self.store.transaction():
            self._insert_delivery(arrived)
            self._settle("delivery")
        return arrived

    def decree(self, decisions: Sequence[Decision]) -> None:
        """Record decisions, and decide."""
        self.decisions += decisions
        with self.store.transaction():
            holes = self.hole_ids() if any(d.hole for d in decisions) else {}
            for decision in decisions:
                self._insert_decision(decision, holes)
            self._settle("decision")

    def plan(self, lines: Sequence[Line]) -> None:
        """Take a plan in, and decide."""
        self.plans += 1
        with self.store.transaction():
            insert_plan(self.store, self.plans, self.steps + 1, self.now, lines)
            self._settle("plan")

    def _settle(self, brought_by: str) -> HandOff:
        self.steps += 1
        hand_off = open_hand_off(
            self.store, downlink=downlink_of(self.steps), brought_by=brought_by, at=self.now
        )
        assert (hand_off.hand_off_number, hand_off.ordinal) == (self.steps, self.ordinal)
        decide(self.store, hand_off, self.settings)
        gate(self.store, hand_off, self.settings)
        return hand_off

    def _insert_delivery(self, arrived: Sequence[Arrived]) -> None:
        values = {"ordinal": self.ordinal, "downlink": downlink_of(self.steps + 1), "sha256": ""}
        values |= {"source_name": "", "received_at": self.now, "file_count": 0, "size_bytes": 0}
        self.store.run("insert_delivery", **values)
        self.store.append("raw.files", file_rows(self.ordinal))
        self.store.append("raw.chunk_headers", header_rows(self.ordinal, arrived))
        if arrived:
            self.store.append("raw.datagrams", datagram_rows(arrived))
            self.store.append("raw.events", event_rows(arrived, self.records))
        for one in arrived:
            self.first_records.append(self.records)
            self.records += len(one.copy.gems)

    def _insert_decision(self, decision: Decision, holes: dict[tuple[int, HoleKey], int]) -> None:
        downlink = None
        if decision.ordinal is not None:
            (downlink,) = self.one(
                "select downlink from raw.deliveries where ordinal = ?", decision.ordinal
            )
        hole_id = None
        if decision.hole is not None and decision.run_id is not None:
            hole_id = holes[decision.run_id, decision.hole]
        self.store.connection.execute(
            "insert into ops.decisions values (?, ?, ?, ?, ?, ?, 'test', ?, 'why', ?, ?, ?)",
            [
                decision.number,
                decision.action,
                decision.run_id,
                hole_id,
                downlink,
                decision.epus,
                self.now,
                decision.undoes,
                self.ordinal,
                self.steps + 1,
            ],
        )

    def one(self, sql: str, *values: object) -> tuple[Any, ...]:
        row = self.store.connection.execute(sql, list(values)).fetchone()
        assert row is not None
        return row

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query of the test's own."""
        result = self.store.connection.execute(sql, list(values))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def standing(self, table: str) -> dict[int, list[Row]]:
        """The rows of a table of core that hold now, by run."""
        found = defaultdict(list)
        for row in self.rows(f"select * from core.{table} where until_hand_off is null"):
            found[row["run_id"]].append(row)
        return found

    def hole_ids(self) -> dict[tuple[int, HoleKey], int]:
        """The living holes, by run and range."""
        return {
            (run_id, key_of(row)): row["hole_id"]
            for run_id, rows in self.standing("holes").items()
            for row in rows
            if is_alive(row)
        }

    def chunks(self) -> dict[int, list[Chunk]]:
        """The chunks that are current, by run."""
        return {
            run_id: [as_chunk(row) for row in rows]
            for run_id, rows in self.standing("chunks").items()
        }


def is_alive(hole: Row) -> bool:
    return hole["hole_state"] in ("open", "requested", "written_off")


def key_of(hole: Row) -> HoleKey:
    return hole["hole_kind"], hole["apid"], hole["first_datagram"], hole["last_datagram"]


def as_chunk(row: Row) -> Chunk:
    return Chunk(
        row["chunk_number"],
        row["version"],
        row["covers_first_gem_sequence"],
        row["covers_last_gem_sequence"],
        row["since_hand_off"],
    )


def datagram_rows(arrived: Sequence[Arrived]) -> pa.Table:
    """Rows of raw.datagrams."""
    facts = [asdict(one.copy) | {"id": one.arrival, "of": one.ordinal} for one in arrived]
    columns: dict[str, Any] = {
        "datagram_id": [fact["id"] for fact in facts],
        "ordinal": [fact["of"] for fact in facts],
        "file_id": [file_of(fact["of"], altered=fact["altered"]) for fact in facts],
        "run_id": [fact["run_id"] for fact in facts],
        "apid": [fact["apid"] for fact in facts],
        "datagram_sequence": [fact["number"] for fact in facts],
        "content_digest": [fact["digest"] for fact in facts],
        "event_count": [len(fact["gems"]) for fact in facts],
        "first_gem_sequence": _gems(min(fact["gems"]) for fact in facts),
        "last_gem_sequence": _gems(max(fact["gems"]) for fact in facts),
        "first_event_met": [met_of(fact["run_id"], min(fact["gems"])) for fact in facts],
        "last_event_met": [met_of(fact["run_id"], max(fact["gems"])) for fact in facts],
        "open_action": [fact["opens"] for fact in facts],
        "close_action": [fact["closes"] for fact in facts],
        "hardware_key": [fact["hardware_key"] for fact in facts],
        "software_key": [fact["software_key"] for fact in facts],
    }
    constants = {name: [value] * len(facts) for name, value in DATAGRAM_CONSTANTS.items()}
    return pa.table(columns | constants)


def event_rows(arrived: Sequence[Arrived], first_record: int) -> pa.Table:
    """Rows of raw.events; the n-th record of all lies at n records' length."""
    counts = np.array([len(one.copy.gems) for one in arrived])
    run_ids = np.repeat(np.array([one.copy.run_id for one in arrived]), counts)
    gems = np.array([gem for one in arrived for gem in one.copy.gems], np.uint64)
    met = run_ids + (gems + np.uint64(HALF_TURN)) % 2**32 * TICK_S
    records = first_record + np.arange(gems.size)
    return pa.table(
        {
            "datagram_id": np.repeat(np.array([one.arrival for one in arrived]), counts),
            "event_number": np.concatenate([np.arange(count) for count in counts]),
            "run_id": run_ids,
            "apid": np.repeat(np.array([one.copy.apid for one in arrived]), counts),
            "gem_sequence": gems,
            "event_met": met,
            "timetone_s": met.astype(np.uint32),
            "offset_bytes": records * RECORD_BYTES,
            "length_bytes": np.full(gems.size, RECORD_BYTES),
            **{name: np.zeros(gems.size, np.uint8) for name in EVENT_ZEROS},
        }
    )


def _gems(values: Iterable[int]) -> Any:
    return np.fromiter(values, np.uint64)
