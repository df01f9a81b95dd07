"""Which datagrams are missing, and the shadow each hole casts."""

from collections.abc import Sequence
from itertools import pairwise

from oracle.facts import TOP, Copy, Hole, HoleKey

ENDS = ("stop", "abort", "pause")


def missing(currents: Sequence[Copy], expected_epus: int) -> list[Hole]:
    """Every hole that the current copies of a run show."""
    apids = sorted({copy.apid for copy in currents})
    holes = [hole for apid in apids for hole in of_stream([c for c in currents if c.apid == apid])]
    return holes + ([Hole("stream")] if len(apids) < expected_epus else [])


def of_stream(stream: Sequence[Copy]) -> list[Hole]:
    """The holes of one stream, whose copies stand in order of their numbers."""
    first, last = stream[0], stream[-1]
    holes = []
    if first.opens != "start":
        holes.append(Hole("leading", first.apid, 0, first.number - 1, None, min(first.gems)))
    for one, other in pairwise(stream):
        if other.number > one.number + 1:
            gems = max(one.gems), min(other.gems)
            holes.append(Hole("inner", one.apid, one.number + 1, other.number - 1, *gems))
    if last.closes not in ENDS:
        holes.append(Hole("trailing", last.apid, last.number + 1, None, max(last.gems), None))
    return holes


def shadow(hole: Hole) -> tuple[int, int]:
    """The first and last GEM sequence that an event in the hole may have; none if first > last."""
    first = 0 if hole.after is None else hole.after + 1
    last = TOP if hole.before is None else hole.before - 1
    return first, last


def is_part_of(hole: HoleKey, other: HoleKey) -> bool:
    """Whether all that is missing in a hole of a stream is missing in the other."""
    _, apid, first, last = hole
    _, other_apid, other_first, other_last = other
    if apid != other_apid or first is None or other_first is None:
        return False
    return first >= other_first and (
        other_last is None or (last is not None and last <= other_last)
    )


def is_rest_of(hole: HoleKey, known: HoleKey) -> bool:
    """Whether a hole is what is left of one known before.

    Where a stream now ends is a new hole, unless it ends where it ended before.
    """
    if hole == known:
        return True
    return hole[0] in ("inner", "leading") and is_part_of(hole, known)
