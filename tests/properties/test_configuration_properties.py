"""Whatever is planned and flown, in whatever order, each run has the one status it should have.

An example is a home with eight runs, so an eighth of the examples is as many runs as are asked for.
"""

from dataclasses import dataclass, replace

from decided import Bench
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.facts import Copy
from oracle.plans import Keys, Line, Plan, status

FIRST_RUN, RUNS, APART = 200_000_000, 8, 1000
RUN_IDS = [FIRST_RUN + place * APART for place in range(RUNS)]
IS_QUICK = settings().max_examples <= 100

KEY = st.sampled_from((1, 1, 1, 1, 2))
EXPECTED = st.sampled_from((None, 1, 1, 1, 2))
STATE = st.sampled_from((None, "CREATED", "CREATED", "CREATED", "STARTED"))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line about one run by name, or about a time that some runs begin in."""
    place, length = draw(st.integers(0, RUNS - 1)), draw(st.sampled_from((0, 1, 1, 1, 3)))
    run_id = RUN_IDS[place]
    expected = [draw(EXPECTED) for _ in range(3)]
    if length == 0:
        return Line(run_id, run_id + 1, *expected, draw(STATE), names_run=True)
    start = run_id - draw(st.integers(0, 1))
    return Line(start, start + length * APART - draw(st.integers(0, 1)), *expected, draw(STATE))


@dataclass(frozen=True)
class Flight:
    """What each run carried, in two deliveries of one file each, and the plans that came.

    ``order`` has the deliveries, and None for the next plan.
    """

    hardware: tuple[tuple[int, ...], ...]
    software: tuple[int, ...]
    moot: tuple[int | None, int | None]
    plans: tuple[Plan, ...]
    order: tuple[int | None, ...]

    def copies(self, delivery: int) -> list[Copy]:
        """The datagrams of a delivery: of each run the first of each unit, or the last."""
        ends = ("continue", "stop")[delivery]
        return [
            Copy(
                *(run_id, 956 + epu, delivery, (4 * delivery + epu, 4 * delivery + epu + 2)),
                *(("start", "continue")[delivery], ends, f"{run_id}/{epu}/{delivery}"),
                hardware_key=self.hardware[place][2 * delivery + epu],
                software_key=self.software[place],
                moot_key=self.moot[delivery],
            )
            for place, run_id in enumerate(RUN_IDS)
            for epu in (0, 1)
        ]

    def due(self) -> dict[int, tuple[str, bool]]:
        moot = frozenset(key for key in self.moot if key is not None)
        return {
            run_id: status(
                run_id,
                Keys(frozenset(self.hardware[place]), frozenset([self.software[place]]), moot),
                self.plans,
            )
            for place, run_id in enumerate(RUN_IDS)
        }


@st.composite
def flights(draw: st.DrawFn) -> Flight:
    plans = draw(st.lists(st.lists(lines(), min_size=1, max_size=5).map(tuple), max_size=3))
    is_steady = draw(st.booleans())
    keys = [
        (draw(KEY),) * 4 if is_steady else tuple(draw(KEY) for _ in range(4)) for _ in range(RUNS)
    ]
    return Flight(
        hardware=tuple(keys),
        software=tuple(draw(KEY) for _ in range(RUNS)),
        moot=draw(st.sampled_from([(None, None), (1, 1), (1, None), (2, 2), (1, 2)])),
        plans=tuple(plans),
        order=tuple(draw(st.permutations([0, 1, *[None] * len(plans)]))),
    )


def lived(flight: Flight) -> Bench:
    """A bench that lived through a flight."""
    bench, plans = Bench(), iter(flight.plans)
    for delivery in flight.order:
        if delivery is None:
            bench.plan(next(plans))
        else:
            bench.deliver(flight.copies(delivery))
    return bench


def statuses(bench: Bench) -> dict[int, tuple[str, bool]]:
    found = bench.standing("run_configurations")
    assert all(len(rows) == 1 for rows in found.values())
    return {
        run: (rows[0]["config_status"], rows[0]["is_releasable"]) for run, rows in found.items()
    }


@settings(max_examples=4 if IS_QUICK else settings().max_examples // RUNS)
@given(flights())
def test_each_run_has_the_one_status_that_the_oracle_gives_it(flight: Flight) -> None:
    bench, due = lived(flight), flight.due()
    try:
        assert statuses(bench) == due
        held = {run: row["held_reason"] for run, (row,) in bench.standing("runs").items()}
        assert held == {run: None if goes_on else "config" for run, (_, goes_on) in due.items()}
        alerts = bench.rows("select run_id, alert_kind from ops.alerts where cleared_at is null")
        assert {row["run_id"]: row["alert_kind"] for row in alerts} == {
            run: "config_mismatch"
            for run, (word, goes_on) in due.items()
            if not goes_on or word == "key_changed_in_run"
        }
    finally:
        bench.close()


@settings(max_examples=2 if IS_QUICK else settings().max_examples // RUNS)
@given(flights())
def test_without_a_plan_nothing_is_held_and_everything_is_delivered(flight: Flight) -> None:
    bench = lived(replace(flight, plans=(), order=(1, 0)))
    try:
        for (row,) in bench.standing("runs").values():
            assert (row["run_state"], row["delivered_count"]) == ("complete", row["event_count"])
    finally:
        bench.close()
