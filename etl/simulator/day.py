"""A mission day at reduced rate, with the troubles that a real day has."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from etl.clock import met_to_utc
from etl.simulator.copies import Contacts
from etl.simulator.damage import Fate, Truncate
from etl.simulator.deliveries import Delivery
from etl.simulator.facts import EVENT_RATE_HZ, RUNS
from etl.simulator.faults import Delay
from etl.simulator.mishaps import Damaged, Reorder, RepeatDelivery
from etl.simulator.mission_plan import mission_plan
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import B, Scenario
from etl.simulator.truth import Truth
from etl.simulator.write import stem, write_delivery

FIRST_RUN, RUN_COUNT = 4, 15  # 8 August 2014 and the first hours of the 9th
CONTACTS = 9
LATE_DUE, LATE_CAME = 1, 4
REPEATED, REPETITION = 3, 5
DAMAGED = 6
UNPLANNED, OTHER_KEY = 11, 201
ORDER = (*range(REPETITION), CONTACTS, *range(REPETITION, CONTACTS))
"""Places among the ten deliveries; the repetition, last at first, comes forward."""


@dataclass(frozen=True)
class LateDatagram:
    """A datagram that came some deliveries later than those around it."""

    run_id: int
    apid: int
    datagram_sequence: int
    due_in: int
    came_in: int


@dataclass(frozen=True)
class DamagedFile:
    """A file that is cut off: how many of its events are left, and how many are not."""

    downlink_id: int
    file_name: str
    readable_events: int
    lost_events: int


@dataclass(frozen=True)
class MissionDay:
    """What was flown and what was done to it, so that an account of the day can be checked.

    Parameters
    ----------
    truth
        What truly happened on board.
    deliveries
        What arrives, in order.
    broken_runs
        The runs, by id, whose data come in more than one delivery by the contacts alone.
    late
        The datagram that comes late.
    duplicate
        The downlink ids of a delivery and of its repetition.
    damaged
        The file that is damaged.
    unplanned_run
        The run, by id, that the mission plan has with another hardware key than it flew with.
    """

    truth: Truth
    deliveries: tuple[Delivery, ...]
    broken_runs: tuple[int, ...]
    late: LateDatagram
    duplicate: tuple[int, int]
    damaged: DamagedFile
    unplanned_run: int

    @property
    def plan(self) -> str:
        """The mission plan of the day, as CSV."""
        plans = [run.plan for run in self.truth.runs]
        return mission_plan(plans, {self.unplanned_run: OTHER_KEY})

    @property
    def event_count(self) -> int:
        """How many events were sent down, whatever became of them."""
        return sum(run.sent.trigger.size for run in self.truth.runs)

    def write(self, folder: Path, packing: Packing | None = None) -> tuple[Path, ...]:
        """Write all deliveries below a folder and say where each is."""
        return tuple(
            write_delivery(self.truth, delivery, folder, packing or Packing())
            for delivery in self.deliveries
        )

    def lines(self) -> tuple[str, ...]:
        """Tell what was done to the day, a sentence a line."""
        late, damaged = self.late, self.damaged
        return (
            f"{len(self.truth.runs)} runs, {self.event_count} events, "
            f"{len(self.deliveries)} deliveries.",
            f"{len(self.broken_runs)} runs are broken between deliveries.",
            f"Run r{late.run_id:010d}, APID {late.apid}, datagram {late.datagram_sequence} "
            f"was due in {late.due_in} and comes in {late.came_in}.",
            f"Delivery {self.duplicate[1]} repeats {self.duplicate[0]}.",
            f"File {damaged.file_name} of delivery {damaged.downlink_id} is cut off: "
            f"{damaged.readable_events} of its events are left, {damaged.lost_events} are not.",
            f"Run r{self.unplanned_run:010d} flew with another hardware key than planned.",
        )


def mission_day(seed: int = 1, rate: float = 0.006) -> MissionDay:
    """Fly a day of real run starts and SAA breaks, and bring it down in ten deliveries.

    Parameters
    ----------
    seed
        Everything that is drawn is drawn from it.
    rate
        Fraction of the instrument's event rate; the whole of it is some 30 million events a day.
    """
    plans = tuple(
        _plan(run_id, stop_met, rate)
        for run_id, stop_met in RUNS[FIRST_RUN : FIRST_RUN + RUN_COUNT]
    )
    contacts = _contacts(plans, np.random.default_rng(seed))
    quiet = Scenario(plans, Contacts(contacts), seed)
    late_run, late_number = _in_the_middle(quiet, LATE_DUE)
    late = Delay(epu=B, datagrams=(late_number,), to=LATE_CAME, run=late_run)
    troubled = quiet.but(late, RepeatDelivery(delivery=REPEATED), Reorder(order=ORDER))
    cut = _cut(troubled.deliveries[DAMAGED])
    ids = _downlink_ids((*contacts[:REPETITION], contacts[REPETITION - 1], *contacts[REPETITION:]))
    deliveries = _named(troubled.but(Damaged(delivery=DAMAGED, damage=cut)).deliveries, ids)
    return MissionDay(
        quiet.truth,
        deliveries,
        _broken(quiet),
        LateDatagram(
            plans[late_run].run_id,
            plans[late_run].apids[B],
            late_number,
            ids[LATE_DUE],
            ids[LATE_CAME],
        ),
        (ids[REPEATED], ids[REPETITION]),
        _damaged_file(quiet.truth, deliveries[DAMAGED], cut),
        plans[UNPLANNED].run_id,
    )


def _plan(run_id: int, stop_met: float, rate: float) -> RunPlan:
    run = RunPlan(run_id=run_id, stop_met=stop_met)
    events = round((stop_met - run.first_data_met) * EVENT_RATE_HZ * rate)
    return replace(run, events=events, sweep=True)


def _contacts(plans: tuple[RunPlan, ...], rng: np.random.Generator) -> tuple[float, ...]:
    """Spread the contacts over the day, the last one after everything."""
    first, last = plans[0].run_id, plans[-1].last_data_met
    apart_s = (last - first) / CONTACTS
    inner = first + apart_s * (np.arange(1, CONTACTS) + rng.uniform(-0.2, 0.2, CONTACTS - 1))
    return (*inner.tolist(), last + 600)


def _in_the_middle(story: Scenario, delivery: int) -> tuple[int, int]:
    """Pick a run with many datagrams of EPU B in a delivery, and the middle one of them."""
    held = {run: story.numbers(B, delivery, run) for run in range(len(story.runs))}
    run = max(held, key=lambda run: len(held[run]))
    return run, held[run][len(held[run]) // 2]


def _cut(delivery: Delivery) -> Truncate:
    """Cut the delivery's greatest file off, inside a record."""
    sizes = [file.events.size for file in delivery.files]
    greatest = int(np.argmax(sizes))
    return Truncate(file=greatest, event=int(0.6 * sizes[greatest]), byte=123)


def _downlink_ids(contacts: tuple[float, ...]) -> tuple[int, ...]:
    """Count the deliveries of each UTC day from 1."""
    days = [int(f"{met_to_utc(met):%y%m%d}") for met in contacts]
    return tuple(1000 * day + days[:place].count(day) + 1 for place, day in enumerate(days))


def _named(deliveries: tuple[Delivery, ...], ids: tuple[int, ...]) -> tuple[Delivery, ...]:
    """Name the deliveries in the order they arrive; their files keep the first one they were in."""
    names = {old.downlink_id: new for old, new in zip(deliveries, ids, strict=True)}
    return tuple(
        replace(
            delivery,
            downlink_id=names[delivery.downlink_id],
            files=tuple(replace(f, downlink_id=names[f.downlink_id]) for f in delivery.files),
        )
        for delivery in deliveries
    )


def _broken(story: Scenario) -> tuple[int, ...]:
    seen = {(copy.run, copy.delivery) for copy in story.sent}
    return tuple(
        plan.run_id
        for number, plan in enumerate(story.runs)
        if sum(run == number for run, _ in seen) > 1
    )


def _damaged_file(truth: Truth, delivery: Delivery, cut: Truncate) -> DamagedFile:
    file = delivery.files[cut.file]
    left = int((cut.fates(file.events.size) == Fate.READABLE).sum())
    return DamagedFile(
        delivery.downlink_id,
        f"{stem(truth, file)}.evt",
        left,
        file.events.size - left,
    )
