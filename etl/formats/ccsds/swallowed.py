"""Find packets whose length is wrong and yet leads to a header: they have swallowed others.

A length too long by just that of the packets behind it breaks no chain. But then the counts of the
swallowed ones are missing, or the packet is longer than others; and they stand whole inside.
"""

import numpy as np

from etl.formats.ccsds.counts import missing_before
from etl.formats.ccsds.layout import COUNT_MODULUS, PRIMARY_BYTES, Mask, Offsets, Skipped
from etl.formats.ccsds.witnesses import follows_in_time
from etl.formats.ccsds.words import Headers

_MOST_MISSING = 512
_LONGEST = 4
_MOST_SEARCHED_BYTES = 1 << 20


def free_swallowed(headers: Headers, chain: Offsets, known: Mask) -> tuple[Offsets, list[Skipped]]:
    """Return the chain with swallowed packets instead of those that hold them, and what is lost."""
    holders = {
        holder
        for before, after in _jumps(headers, chain)
        for holder in _holders(headers, chain, known, before, after)
    }
    longest = _longest(headers.lengths(chain))
    holders |= {holder for holder in longest if _holds_packets(headers, int(chain[holder]), known)}
    if not holders:
        return chain, []
    freed, skipped = [chain], []
    for holder in sorted(holders):
        inside = _packets_inside(headers, int(chain[holder]), known)
        at = int(chain[holder])
        told = f"its header is of {headers.lengths(chain[holder : holder + 1])[0]} bytes"
        skipped.append(
            Skipped(
                at - headers.annotation_bytes,
                int(inside[0]) - at,
                "bad_length",
                f"{told}, in which {inside.size} packets of this stream end it",
            )
        )
        freed.append(inside)
    kept = np.delete(np.concatenate(freed), sorted(holders))
    return np.sort(kept), skipped


def _longest(lengths: Offsets) -> list[int]:
    """Find the few longest; of equal ones the last."""
    if lengths.size <= _LONGEST:
        return list(range(lengths.size))
    least = np.partition(lengths, -_LONGEST)[-_LONGEST]
    longer = np.flatnonzero(lengths > least)
    equal = np.flatnonzero(lengths == least)[longer.size - _LONGEST :]
    return [*longer.tolist(), *equal.tolist()]


def _jumps(headers: Headers, chain: Offsets) -> list[tuple[int, int]]:
    """Find places where a few counts of a word are missing; none in a stream that is full of them.

    Returns the places in the chain of the packets before and after.
    """
    before, missing = missing_before(headers.shorts, chain)
    after = np.flatnonzero((missing > 0) & (missing <= _MOST_MISSING))
    if 2 * after.size > chain.size:
        return []
    return list(zip(before[after].tolist(), after.tolist(), strict=True))


def _holders(headers: Headers, chain: Offsets, known: Mask, before: int, after: int) -> list[int]:
    """Find the packets between two of a chain that hold one of those whose counts are missing."""
    start = int(chain[before]) + PRIMARY_BYTES
    stop = min(int(chain[after]), start + _MOST_SEARCHED_BYTES)
    word = headers.words(chain[before : before + 1])[0]
    first, last = headers.counts(chain[[before, after]]).astype(np.int64).tolist()
    at = start + np.flatnonzero(headers.all_words(start, stop) == word)
    beyond = (headers.counts(at).astype(np.int64) - first) % COUNT_MODULUS
    at = at[(beyond > 0) & (beyond < (last - first) % COUNT_MODULUS)]
    holders = np.searchsorted(chain, at, side="right") - 1
    inside = at >= chain[holders] + PRIMARY_BYTES
    ends = chain[holders] + headers.lengths(chain[holders]) + headers.annotation_bytes
    leads = _lead_to(headers, at, ends, known) & inside
    return [int(holder) for holder in holders[leads]]


def _holds_packets(headers: Headers, at: int, known: Mask) -> bool:
    """Say whether packets fill the rest of one that are of its time, if it has one."""
    inside = _packets_inside(headers, at, known)[:1].tolist()
    has_time = follows_in_time(headers, at, at)
    return any(not has_time or follows_in_time(headers, at, first) for first in inside)


def _packets_inside(headers: Headers, at: int, known: Mask) -> Offsets:
    """Return the packets that fill the rest of one from the first place on from which they can."""
    end = int(headers.follow(np.array([at]), known)[0][0])
    start, stop = at + PRIMARY_BYTES, end - headers.annotation_bytes - PRIMARY_BYTES
    places = start + np.flatnonzero(known[headers.all_words(start, stop)])
    first = places[_lead_to(headers, places, np.full(places.shape, end), known)][:1]
    inside = []
    while first.size and first[0] < end:
        inside.append(int(first[0]))
        first, _ = headers.follow(first, known)
    return np.array(inside, np.int64)


def _lead_to(headers: Headers, at: Offsets, ends: Offsets, known: Mask) -> Mask:
    """Say from which places packets lead exactly to the ends given for them."""
    place, going = at.copy(), np.ones(at.shape, np.bool_)
    while going.any():
        place[going], whole = headers.follow(place[going], known)
        going[going] = whole
        going &= place < ends
    leads: Mask = (place == ends) & (at < ends)
    return leads
