"""Histories of deliveries and decisions: many runs, each dealt, cut and struck its own way."""

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from oracle.facts import TOP, Copy, Site
from striking import Fault, copy_of, strike

# Most of an example's time goes into its steps, however many runs there are; few shrink better.
RUNS_AN_EXAMPLE = 25 if settings().max_examples <= 100 else 45
RUN_BASES = (200_000_000, 734_000_000, 2_500_000_000)  # below 2**28, usual, above 2**31
APIDS = st.sampled_from(
    [(956, 957)] * 6
    + [(955, 956), (956,), (955, 957, 958), (956, 957, 958), (965,), (965,), (965, 966), (956, 965)]
    + [(900,)]
)
SIZES = ((1, 1), (1, 3), (2, 8), (5, 30), (30, 90), (100, 300))
FIRST_GEMS = (0, 1, 17, 2**40, 2**63 - 5, TOP - 20_000)
ENDS = ("stop", "stop", "stop", "abort", "pause", "continue")


@dataclass(frozen=True)
class RunShape:
    """All that decides what a run is and how it arrives."""

    apids: tuple[int, ...]
    events: int
    sizes: tuple[int, int]
    first_gem: int
    longest_step: int
    dealing: str
    sweep: bool
    skips: bool
    ends: tuple[str, ...]
    starts: bool
    silent_until: int
    is_skewed: bool
    is_reversed: bool
    faults: tuple[Fault, ...]
    seed: int


@dataclass(frozen=True)
class Wish:
    """A decision to be: ``pick`` chooses among the holes, runs, deliveries or decisions."""

    action: str
    pick: int


Step = tuple[Copy, ...] | tuple[Wish, ...]


@dataclass(frozen=True, repr=False)
class History:
    """What a home lives through: each step a delivery's copies, or what operators wish."""

    site: Site
    steps: tuple[Step, ...]

    def __repr__(self) -> str:
        lines = ["".join(f"\n    {part}" for part in sorted(map(repr, s))) for s in self.steps]
        return f"{self.site}" + "".join(f"\n  step {n}{line}" for n, line in enumerate(lines, 1))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


def copies_of(step: Step) -> list[Copy]:
    return [part for part in step if isinstance(part, Copy)]


def wishes_of(step: Step) -> list[Wish]:
    return [part for part in step if isinstance(part, Wish)]


FAULT_KINDS = (
    "lose",
    "lose",
    "late",
    "repeat",
    "partial",
    "partial then whole",
    "conflict",
    "other bytes",
    "altered",
    "altered then good",
)


def faults() -> st.SearchStrategy[Fault]:
    small = st.integers(0, 11)
    kinds = st.sampled_from(FAULT_KINDS)
    return st.builds(Fault, kinds, st.integers(0, 2), small, st.integers(0, 5), st.integers(0, 99))


def shapes() -> st.SearchStrategy[RunShape]:
    return st.builds(
        RunShape,
        apids=APIDS,
        events=st.integers(1, 40) | st.integers(1, 200),
        sizes=st.sampled_from(SIZES),
        first_gem=st.sampled_from(FIRST_GEMS),
        longest_step=st.sampled_from((1, 2, 9)),
        dealing=st.sampled_from(("random", "turns", "blocks", "halves")),
        sweep=st.booleans(),
        skips=st.booleans(),
        ends=st.tuples(*[st.sampled_from(ENDS)] * 3),
        starts=st.sampled_from((True, True, True, False)),
        silent_until=st.sampled_from((0, 0, 0, 1, 2, 9)),
        is_skewed=st.booleans(),
        is_reversed=st.sampled_from((False, False, True)),
        faults=st.lists(faults(), max_size=5).map(tuple),
        seed=st.integers(0, 2**32),
    )


def sites() -> st.SearchStrategy[Site]:
    return st.builds(Site, st.sampled_from((2, 2, 2, 1, 3)), st.sampled_from((10, 11, 25, 1000)))


@st.composite
def flights(draw: st.DrawFn, most_deliveries: int = 5) -> list[tuple[Copy, ...]]:
    """What each of some deliveries brings of some runs, each run on its own."""
    deliveries = draw(st.integers(1, most_deliveries))
    count = draw(st.integers(1, 2 * RUNS_AN_EXAMPLE))
    parts: list[list[Copy]] = [[] for _ in range(deliveries)]
    for number in range(count):
        run_id = RUN_BASES[number % len(RUN_BASES)] + number
        arriving = arrivals(run_id, draw(shapes()), deliveries)
        for part, copies in zip(parts, arriving, strict=True):
            part += copies
    return [tuple(part) for part in parts]


@st.composite
def histories(draw: st.DrawFn, actions: tuple[str, ...] = ()) -> History:
    """Deliveries, with decisions of these kinds between some of them."""
    steps: list[Step] = []
    wishes = st.lists(
        st.builds(Wish, st.sampled_from(actions), st.integers(0, 60)), min_size=1, max_size=8
    ).map(tuple)
    for delivery in draw(flights()):
        steps.append(delivery)
        if actions and draw(st.booleans()):
            steps.append(draw(wishes))
    return History(draw(sites()), tuple(steps))


def arrivals(run_id: int, shape: RunShape, deliveries: int) -> list[list[Copy]]:
    """The copies of a run that each delivery brings."""
    rng = random.Random(shape.seed)
    parts: list[list[Copy]] = [[] for _ in range(deliveries)]
    for epu, gems in enumerate(dealt(shape, rng)):
        sent = datagrams(run_id, shape, epu, gems, rng)
        for part, copies in zip(parts, cut(sent, shape, epu, deliveries, rng), strict=True):
            part += copies
    for fault in shape.faults:
        strike(parts, fault, shape.apids[fault.epu % len(shape.apids)])
    for part in parts:
        rng.shuffle(part)
    return parts[::-1] if shape.is_reversed else parts


def dealt(shape: RunShape, rng: random.Random) -> list[list[int]]:
    """The GEM sequences that each EPU got, in order; the sweep event goes to all."""
    gem, streams = shape.first_gem, [[] for _ in shape.apids]
    epu = 0
    for event in range(shape.events):
        epu = _next_epu(shape, event, epu, rng)
        streams[epu].append(gem)
        gem += rng.randint(1, shape.longest_step)
    if shape.sweep:
        for stream in streams:
            stream.append(gem)
    return streams


def _next_epu(shape: RunShape, event: int, epu: int, rng: random.Random) -> int:
    epus = len(shape.apids)
    if shape.dealing == "turns":
        return event % epus
    if shape.dealing == "blocks":
        return epu if rng.random() < 0.9 else rng.randrange(epus)
    if shape.dealing == "halves":
        return min(event * epus // shape.events, epus - 1)
    return rng.randrange(epus)


def datagrams(
    run_id: int, shape: RunShape, epu: int, gems: list[int], rng: random.Random
) -> list[Copy]:
    """The datagrams an EPU sent; the counter may skip empty ones, events may stand in any order."""
    sent: list[Copy] = []
    number, at = 0, 0
    while at < len(gems):
        if shape.skips and sent and rng.random() < 0.1:
            number += rng.randint(1, 2)
        size = rng.randint(*shape.sizes)
        inside = gems[at : at + size]
        if rng.random() < 0.3:
            rng.shuffle(inside)
        opens = "start" if at == 0 and shape.starts else "continue"
        closes = shape.ends[epu] if at + size >= len(gems) else "continue"
        sent.append(copy_of((run_id, shape.apids[epu], number), inside, (opens, closes)))
        number, at = number + 1, at + size
    return sent


def cut(
    sent: list[Copy], shape: RunShape, epu: int, deliveries: int, rng: random.Random
) -> list[list[Copy]]:
    """Deal what an EPU sent to the deliveries, in stretches; a silent EPU catches up later."""
    twin = rng if shape.is_skewed else random.Random(shape.seed)
    fractions = sorted(twin.random() for _ in range(deliveries - 1))
    edges = [0, *(round(fraction * len(sent)) for fraction in fractions), len(sent)]
    parts = [sent[first:stop] for first, stop in pairwise(edges)]
    if epu == len(shape.apids) - 1 and epu > 0:
        for silent in range(min(shape.silent_until, deliveries)):
            if silent + 1 < deliveries:
                parts[silent + 1] = parts[silent] + parts[silent + 1]
            parts[silent] = []
    return parts
