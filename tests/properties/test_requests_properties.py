"""Requests, against a plain account of what is missing and what was asked for.

An example is a home with some runs, of which datagrams come early, late, twice or never, deliveries
are ignored, and requests are made after any of it.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from unittest.mock import patch

from decided import Bench, Row, met_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.facts import Copy, Decision

from etl.stages.requests import request_again

RUNS_AN_EXAMPLE = 25
APIDS = (956, 957)
ALL = frozenset(range(64))
"""Stands for a stream whose end is not known: more numbers than any stream here has."""

AFTER_ALL = "2090-01-01"
Stream = tuple[int, int | None]
search = settings(
    max_examples=max(1, settings().max_examples // RUNS_AN_EXAMPLE),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Plan:
    """The deliveries that bring each datagram of a stream: none, one or two."""

    run_id: int
    apid: int
    brought: tuple[tuple[int, ...], ...]

    def copy(self, number: int) -> Copy:
        gems = (number * 10 + self.apid % 2, number * 10 + 6 + self.apid % 2)
        opens = "start" if number == 0 else "continue"
        closes = "stop" if number == len(self.brought) - 1 else "continue"
        return Copy(self.run_id, self.apid, number, gems, opens, closes, f"{number}")

    def met(self, number: int, end: Callable[[tuple[int, ...]], int]) -> float:
        """When the first or the last event of a datagram happened."""
        return met_of(self.run_id, end(self.copy(number).gems))


@dataclass
class Account:
    """What came and counts, and what was asked for and has not all come."""

    plans: list[Plan]
    counting: set[int] = field(default_factory=set)
    asked: list[tuple[Stream, frozenset[int]]] = field(default_factory=list)

    def numbers(self, plan: Plan) -> set[int]:
        return {n for n, brought in enumerate(plan.brought) if self.counting & set(brought)}

    def seen(self) -> list[Plan]:
        return [plan for plan in self.plans if self.numbers(plan)]

    def missing(self) -> dict[Stream, frozenset[int]]:
        """What each stream lacks: the numbers that did not come, and all after its last."""
        found: dict[Stream, frozenset[int]] = {}
        for plan in self.seen():
            numbers = self.numbers(plan)
            is_closed = max(numbers) == len(plan.brought) - 1
            due = frozenset(range(max(numbers) + 1)) if is_closed else ALL
            found[plan.run_id, plan.apid] = due - numbers
        for run_id in self.runs():
            if sum(plan.run_id == run_id for plan in self.seen()) < len(APIDS):
                found[run_id, None] = ALL
        return found

    def runs(self) -> set[int]:
        return {plan.run_id for plan in self.seen()}

    def is_over(self, run_id: int) -> bool:
        is_closed = any(
            plan.run_id == run_id and len(plan.brought) - 1 in self.numbers(plan)
            for plan in self.plans
        )
        return is_closed or run_id < max(self.runs())

    def due(self) -> set[tuple[Stream, int]]:
        """Each number of each stream that is to be asked for now."""
        wanted = set()
        for stream, lacking in self.missing().items():
            last = max(lacking, default=0)
            is_known = self.is_over(stream[0]) or last < max(ALL)
            ends = {n for n in lacking if not is_known and set(range(n, last + 1)) <= lacking}
            wanted |= {(stream, number) for number in lacking - ends}
        return wanted - {(stream, number) for stream, asked in self.asked for number in asked}

    def settle(self) -> None:
        """Let go of the requests of which nothing is missing any more."""
        missing = self.missing()
        runs = self.runs()
        self.asked = [
            (stream, asked)
            for stream, asked in self.asked
            if stream[0] not in runs or asked & missing.get(stream, frozenset())
        ]


def range_of(row: Row) -> tuple[Stream, frozenset[int]]:
    first, last = row["first_datagram"] or 0, row["last_datagram"]
    asked = frozenset(range(first, max(ALL) + 1 if last is None else last + 1))
    return (row["run_id"], row["apid"]), asked


@st.composite
def plans(draw: st.DrawFn) -> list[Plan]:
    times = st.sampled_from(((0,), (0,), (1,), (1,), (2,), (), (0, 2), (1, 3), (3,)))
    streams = [(734_000_000 + 1000 * run, apid) for run in range(RUNS_AN_EXAMPLE) for apid in APIDS]
    return [
        Plan(*stream, tuple(draw(st.lists(times, min_size=1, max_size=7)))) for stream in streams
    ]


def steps(account: Account, bench: Bench, ignored: tuple[int, ...]) -> Iterator[None]:
    """Bring delivery after delivery, then ignore some."""
    for delivery in range(4):
        brought = [
            plan.copy(number)
            for plan in account.plans
            for number, deliveries in enumerate(plan.brought)
            if delivery in deliveries
        ]
        bench.deliver(brought)
        account.counting.add(delivery)
        yield
    for number, delivery in enumerate(ignored, 1):
        bench.decree([Decision(number, "ignore", ordinal=delivery + 1)])
        account.counting.discard(delivery)
        yield


@search
@given(plans(), st.permutations(range(4)), st.lists(st.booleans(), min_size=8, max_size=8))
def test_what_is_missing_is_always_on_request_once(
    plans: list[Plan], ignored: list[int], asks: list[bool]
) -> None:
    with closing(Bench()) as bench, patch.dict("os.environ", HALFPIPE_NOW=AFTER_ALL):
        account = Account(plans)
        for _, is_asking in zip(steps(account, bench, tuple(ignored[:3])), asks, strict=False):
            account.settle()
            if is_asking and account.runs():
                rows = request_again(bench.store, lambda _: None)
                check(account, rows)
            standing = bench.rows("select * from ops.requests where until_hand_off is null")
            assert sorted(map(range_of, standing), key=str) == sorted(account.asked, key=str)


def check(account: Account, rows: list[Row]) -> None:
    """Hold new requests against what is due, number by number, and take them on record."""
    new = [range_of(row) for row in rows]
    wanted = [(stream, number) for stream, asked in new for number in asked]
    assert len(wanted) == len(set(wanted))
    assert set(wanted) == account.due()
    account.asked += new
    by_stream = {(plan.run_id, plan.apid): plan for plan in account.plans}
    for row in rows:
        assert row["start_met"] < row["stop_met"]
        if row["apid"] is not None:
            plan = by_stream[row["run_id"], row["apid"]]
            numbers = account.numbers(plan)
            before = [n for n in numbers if n < row["first_datagram"]]
            after = [n for n in numbers if n > row["first_datagram"]]
            assert row["start_met"] == (plan.met(max(before), max) if before else plan.run_id)
            if after:
                assert row["stop_met"] == plan.met(min(after), min)
