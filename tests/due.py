"""What must be delivered of a story by the merge rule: worked out from the truth and named holes.

Of each hole the test says which datagrams are missing; where its events must lie follows from
what arrived of the same stream, and what is released from that. Nothing of the product is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Self

import numpy as np
from numpy.typing import NDArray

from etl.simulator.account import Keys
from etl.simulator.copies import Copy
from etl.simulator.deliveries import Delivery

TOP = 2**64 - 1
Range = tuple[int, int]


@dataclass(frozen=True)
class Hole:
    """Missing datagrams of a stream, both ends inside; without a last one, all that follow."""

    run_id: int
    apid: int
    first: int
    last: int | None

    @property
    def kind(self) -> str:
        if self.last is None:
            return "trailing"
        return "inner" if self.first > 0 else "leading"

    def shadow(self, known: Keys) -> Range:
        """Where its events must lie: between the greatest GEM sequence before and the least after.

        A hole that leaves no room has a first above its last.
        """
        stream = known[(known["run_id"] == self.run_id) & (known["apid"] == self.apid)]
        gems, numbers = stream["gem_sequence"], stream["datagram_sequence"]
        before = gems[numbers < self.first]
        after = gems[numbers > (TOP if self.last is None else self.last)]
        return (
            int(before.max()) + 1 if before.size else 0,
            int(after.min()) - 1 if after.size else TOP,
        )


@dataclass
class Due:
    """The ranges of each run that were released so far; what is released once stays so."""

    released: dict[int, list[Range]] = field(default_factory=lambda: defaultdict(list))

    def step(self, known: Keys, holes: Iterable[Hole], held: Iterable[int] = ()) -> None:
        """Release what no hole withholds any more; nothing of the ``held`` runs."""
        shadows = [(hole.run_id, hole.shadow(known)) for hole in holes]
        for run_id in set(known["run_id"].tolist()) - set(held):
            gems = known["gem_sequence"][known["run_id"] == run_id]
            cast = [shadow for run, shadow in shadows if run == run_id and shadow[0] <= shadow[1]]
            self.released[run_id] += newly_released(gems, cast, self.released[run_id])

    def delivered(self, known: Keys) -> NDArray[np.bool_]:
        """Which of the known events are in a released range."""
        found = np.zeros(known.size, np.bool_)
        for run_id, ranges in self.released.items():
            for each in ranges:
                found |= (known["run_id"] == run_id) & inside(known["gem_sequence"], each)
        return found


def newly_released(
    gems: NDArray[np.uint64], shadows: Sequence[Range], released: Sequence[Range]
) -> list[Range]:
    """The stretches with events between shadows and what is released; one event alone waits."""
    beside_hole, beside_released = neighbours(shadows), neighbours(released)
    counts = {each: int(inside(gems, each).sum()) for each in free([*shadows, *released])}
    return [
        each
        for each, count in counts.items()
        if count > 1
        or (count == 1 and (beside_hole.isdisjoint(each) or not beside_released.isdisjoint(each)))
    ]


def neighbours(ranges: Iterable[Range]) -> set[int]:
    """The numbers just outside of ranges."""
    return {number for first, last in ranges for number in (first - 1, last + 1)}


def free(taken: Iterable[Range]) -> list[Range]:
    """The ranges of the whole line that nothing takes."""
    found, start = [], 0
    for first, last in sorted(taken):
        if start < first:
            found.append((start, first - 1))
        start = max(start, last + 1)
    return found + ([(start, TOP)] if start <= TOP else [])


def inside(gems: NDArray[np.uint64], each: Range) -> NDArray[np.bool_]:
    return (gems >= np.uint64(each[0])) & (gems <= np.uint64(each[1]))


@dataclass(frozen=True)
class Fates:
    """How many copies of datagrams are current, duplicate or conflict, and how many events."""

    datagrams: Counter[str]
    events: Counter[str]

    @classmethod
    def of(cls, arrived: Iterable[Delivery]) -> Self:
        """The longest copy of a datagram counts; one of the same events is a duplicate of it."""
        copies = [copy for delivery in arrived for file in delivery.files for copy in file.copies]
        fates = cls(*(Counter(current=0, duplicate=0, conflict=0) for _ in range(2)))
        for _, rivals in groupby(sorted(copies, key=_preference), key=_datagram):
            winner, *others = rivals
            fates._count("current", winner)
            for other in others:
                same = (other.start_event, other.stop_event, other.alteration)
                is_same = same == (winner.start_event, winner.stop_event, winner.alteration)
                fates._count("duplicate" if is_same else "conflict", other)
        return fates

    def _count(self, fate: str, copy: Copy) -> None:
        self.datagrams[fate] += 1
        self.events[fate] += copy.stop_event - copy.start_event


def _datagram(copy: Copy) -> tuple[int, int, int]:
    return copy.run, copy.epu, copy.datagram_sequence


def _preference(copy: Copy) -> tuple[tuple[int, int, int], int]:
    return _datagram(copy), copy.start_event - copy.stop_event
