"""Which copy of a datagram counts, and what becomes of the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from oracle.facts import Arrived


def current_copies(arrived: Iterable[Arrived]) -> list[Arrived]:
    """Of each datagram the copy with most events, then the smallest digest, in stream order."""
    rivals = defaultdict(list)
    for one in arrived:
        rivals[one.copy.apid, one.copy.number].append(one)
    return [
        min(rivals[key], key=lambda one: (-len(one.copy.gems), one.copy.digest, one.arrival))
        for key in sorted(rivals)
    ]


def fates(arrived: Sequence[Arrived], ignored: frozenset[int]) -> dict[int, str]:
    """What becomes of each copy, by arrival; ``ignored`` are the deliveries that do not count."""
    counting = [one for one in arrived if one.ordinal not in ignored]
    winners = {(won.copy.apid, won.copy.number): won for won in current_copies(counting)}
    found = {}
    for one in arrived:
        if one.ordinal in ignored:
            found[one.arrival] = "ignored"
            continue
        winner = winners[one.copy.apid, one.copy.number]
        if one is winner:
            found[one.arrival] = "current"
        else:
            is_same = one.copy.digest == winner.copy.digest
            found[one.arrival] = "duplicate" if is_same else "conflict"
    return found
