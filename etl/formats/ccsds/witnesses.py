"""What packets say of one another: their counts go on, and their times are near.

A length leads from a packet to any bytes, and these may read as a header. That they are one shows
where another packet bears it out.
"""

import numpy as np

from etl.formats.ccsds.layout import APID_BITS, COUNT_MODULUS, SECONDARY_HEADER, Mask, Offsets
from etl.formats.ccsds.words import Headers

NEAR_S = 1 << 20
_LOOKED_BACK = 1000
_BESIDE = 32  # of a rare APID a count may be missing anywhere, which tells nothing


class Clock:
    """The times of packets in a chain.

    ``has_time`` if the last packet has one; ``is_told`` if that confirmed the one before;
    ``is_alone`` if only one has a time.
    """

    def __init__(self, headers: Headers) -> None:
        self.has_time = self.is_told = self.is_alone = False
        self._headers = headers
        self._last_s: int | None = None

    def goes_on(self, at: int) -> bool:
        """Say whether the time of the packet here is near the last one.

        It has one if it has a secondary header and others have one.
        """
        time_s = self._headers.time_s(at)
        self.has_time = time_s is not None
        self.is_told = self.has_time and self._last_s is not None
        if time_s is None:
            return self._last_s is None or not self._headers.word(at) & SECONDARY_HEADER
        self.is_alone = self._last_s is None
        last_s, self._last_s = self._last_s, time_s
        return time_s >= 0 and (last_s is None or abs(time_s - last_s) < NEAR_S)


def follows_in_time(headers: Headers, last: int, at: int) -> bool:
    """Say whether two packets have times, and these are near one another."""
    clock = Clock(headers)
    return clock.goes_on(last) and clock.goes_on(at) and clock.is_told


def count_on(words: Offsets, counts: Offsets) -> Mask:
    """Say which packets of a chain count on to, or from, the next of their APID."""
    order, steps = _steps(words, counts)
    sound = np.zeros(words.shape, np.bool_)
    sound[order[1:][steps == 1]] = True
    sound[order[:-1][steps == 1]] = True
    return sound


def lack_counts(words: Offsets, counts: Offsets) -> Mask:
    """Say which packets of a chain have a count that others lack there, which had counted on.

    If one has another APID, it is the one that is missing, with a damaged first word.
    """
    order, steps = _steps(words, counts)
    before, after = order[:-1], order[1:]
    is_lack = (steps > 1) & (steps - 1 < after - before) & (after - before <= _BESIDE)
    is_lack[1:] &= steps[:-1] == 1
    is_lack[:1] = False
    before, after, step = before[is_lack], after[is_lack], steps[is_lack]
    lacks = np.zeros(words.shape, np.bool_)
    for places in range(1, _BESIDE):
        is_inside = before + places < after
        at = before[is_inside] + places
        beyond = (counts[at] - counts[before[is_inside]]) % COUNT_MODULUS
        lacks[at[(beyond > 0) & (beyond < step[is_inside])]] = True
    return lacks


def is_a_missing_one(headers: Headers, chain: Offsets, words: Offsets, counts: Offsets) -> bool:
    """Say whether the first of the packets behind a chain has a count that is lacking there."""
    seen = chain[-_LOOKED_BACK:]
    seen_words, seen_counts = _words_and_counts(headers, seen)
    lacks = lack_counts(np.append(seen_words, words), np.append(seen_counts, counts))
    return bool(lacks[seen.size])


def _words_and_counts(headers: Headers, at: Offsets) -> tuple[Offsets, Offsets]:
    return headers.words(at).astype(np.int64), headers.counts(at).astype(np.int64)


def _steps(words: Offsets, counts: Offsets) -> tuple[Offsets, Offsets]:
    """Return the order of packets by APID, and from each to the next how far it counts, or 0."""
    apids = words & APID_BITS
    order = np.argsort(apids, kind="stable")
    is_same = np.diff(apids[order]) == 0
    return order, np.diff(counts[order]) % COUNT_MODULUS * is_same


def is_of_its_stream(headers: Headers, chain: Offsets) -> bool:
    """Say whether the last packet keeps time, or counts on; if not, it is payload.

    It reads as one by chance, where the wrong length of the packet before it has led.
    """
    if keeps_time(headers, chain):
        return True
    pair = chain[[_before(headers, chain), -1]]
    return bool(count_on(*_words_and_counts(headers, pair)).all())


def keeps_time(headers: Headers, chain: Offsets) -> bool:
    """Say whether the last packet has a time near that of the one before it, if that has one.

    That is the last one of its word; where it is the first, any other.
    """
    if chain.size < 2:
        return True
    before, last = chain[[_before(headers, chain), -1]].tolist()
    return not follows_in_time(headers, before, before) or follows_in_time(headers, before, last)


def _before(headers: Headers, chain: Offsets) -> int:
    """Return the place in a chain of the packet to hold the last one against."""
    words = headers.words(chain[-_LOOKED_BACK:])
    same = np.flatnonzero(words[:-1] == words[-1])
    return int(same[-1]) - words.size if same.size else -2
