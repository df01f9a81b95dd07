"""The line of GEM sequences, cut at every number an event has: each number and each gap a cell."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from oracle.facts import TOP

Cell = tuple[int, int]


def cells(gems: Iterable[int]) -> list[Cell]:
    """Cut the whole line; both ends of a cell are inside it."""
    found = []
    start = 0
    for gem in sorted(set(gems)):
        if start < gem:
            found.append((start, gem - 1))
        found.append((gem, gem))
        start = gem + 1
    if start <= TOP:
        found.append((start, TOP))
    return found


def stretches(line: Sequence[Cell], is_free: Callable[[Cell], bool]) -> list[Cell]:
    """The longest ranges of which every cell is free."""
    found = []
    for free, group in groupby(line, is_free):
        together = list(group)
        if free:
            found.append((together[0][0], together[-1][1]))
    return found


def inside(number: int, cell: Cell) -> bool:
    return cell[0] <= number <= cell[1]
