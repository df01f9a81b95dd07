"""Which copy of a datagram counts, and what becomes of the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from oracle.facts import Arrived


def current_copies(arrived: Iterable[Arrived], vouched: set[str]) -> list[Arrived]:
    """Of each datagram the copy that counts, in stream order.

    One whose content came in a good file, if there is one; then the one with most events, then the
    one with the smallest digest; of equals the first.
    """
    rivals = defaultdict(list)
    for one in arrived:
        rivals[one.copy.apid, one.copy.number].append(one)

    def preference(one: Arrived) -> tuple[bool, int, str, int]:
        copy = one.copy
        return copy.digest not in vouched, -len(copy.gems), copy.digest, one.arrival

    return [min(rivals[key], key=preference) for key in sorted(rivals)]


def fates(arrived: Sequence[Arrived], ignored: frozenset[int]) -> dict[int, str]:
    """What becomes of each copy, by arrival; ``ignored`` are the deliveries that do not count."""
    counting = [one for one in arrived if one.ordinal not in ignored]
    vouched = {one.copy.digest for one in arrived if not one.copy.altered}
    currents = current_copies(counting, vouched)
    winners = {(won.copy.apid, won.copy.number): won for won in currents}
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
