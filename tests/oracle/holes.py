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


def is_rest_of(hole: HoleKey, known: HoleKey) -> bool:
    """Whether a hole is what is left of one known before.

    Where a stream now ends is a new hole, unless it ends where it ended before.
    """
    kind, apid, first, last = hole
    known_kind, known_apid, known_first, known_last = known
    if hole == known:
        return True
    if apid != known_apid or kind in ("stream", "trailing") or known_kind == "stream":
        return False
    assert first is not None and last is not None and known_first is not None
    return first >= known_first and (known_last is None or last <= known_last)
