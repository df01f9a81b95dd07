"""Learn which first words a stream has, in spite of damage, and tell packets of words not seen yet.

A word that comes again with the next count is one of the stream's. Behind a wrong length a chain
may lead through payload; what stands there does not count on.
"""

from collections.abc import Iterator
from dataclasses import replace
from struct import Struct

import numpy as np

from etl.apids import IDLE_APID
from etl.formats.ccsds.layout import (
    COUNT_MODULUS,
    LEAST_BYTES,
    PRIMARY_BYTES,
    SECONDARY_HEADER,
    Mask,
    Offsets,
)
from etl.formats.ccsds.words import TELEMETRY, Headers, find_chain, leads_on

LEARNED_PACKETS = 4096
_FEW_PACKETS = 16
_LEAST_FIELD = 7  # shorter ones, which could not hold a time, are no evidence
_HOPS = 8
_MOST_BREAKS = 4
NEAR_S = 1 << 20
_MOST_SEARCHED_BYTES = 1 << 20
_PRIMARY = Struct(">HHH")
_NO_WORDS = np.zeros(0x10000, np.bool_)


def learn(headers: Headers, start: int) -> Mask:
    """Learn which first words the packets from ``start`` on have.

    A word counts if it counts on where it comes again, or if its packet has a time near that of the
    one before. Where some do, others count that come twice, or once in front of a packet that
    counts on, with a secondary header if all those have one; but not behind the last one that
    does, since damage may have led into payload there.
    Of a few packets that all count on, once is enough; so it is for the idle word.
    """
    chains = list(_chains(headers, start))
    known = np.zeros(0x10000, np.bool_)
    if not chains:
        return known
    words, counts, is_timed, _ = np.concatenate(chains, axis=1)
    is_again, is_next = _repeats(words, counts)
    times = np.bincount(words[is_again], minlength=known.size)
    known = (2 * np.bincount(words[is_next], minlength=known.size) >= times) & (times > 0)
    if len(chains) == 1 and words.size < _FEW_PACKETS and (is_next == is_again).all():
        known[words] = True
    known[words[is_timed > 0]] = True
    is_sound = is_next & known[words]
    is_sure = _are_sure(chains, is_sound)
    is_once = is_sure & _are_like(words, is_sound)
    known[words[:-1][is_sound[1:] & is_once[:-1]]] = True
    known |= np.bincount(words[is_sure], minlength=known.size) > 1
    known[IDLE_APID] |= known.any()
    return known


def _repeats(words: Offsets, counts: Offsets) -> tuple[Mask, Mask]:
    """Say which packets have a word that was there before, and which of them count on from it."""
    order = np.argsort(words, kind="stable")
    is_again, is_next = np.zeros((2, words.size), np.bool_)
    is_again[order[1:]] = np.diff(words[order]) == 0
    is_next[order[1:]] = np.diff(counts[order]) % COUNT_MODULUS == 1
    return is_again, is_next & is_again


def _are_like(words: Offsets, is_sound: Mask) -> Mask:
    """Say which packets have a secondary header or none like the sound ones, where these agree."""
    flags = words & SECONDARY_HEADER
    found = np.unique(flags[is_sound])
    return flags == found[0] if found.size == 1 else np.ones(words.shape, np.bool_)


def _are_sure(chains: list[Offsets], is_sound: Mask) -> Mask:
    """Say which packets of some chains stand in front of the last sound one of theirs.

    If none is sound, those are sure that stand some way in front of the end of a chain.
    """
    sure = np.zeros(is_sound.shape, np.bool_)
    first = 0
    for chain in chains:
        part = slice(first, first + chain.shape[1])
        sound = np.flatnonzero(is_sound[part])
        last = sound[-1] + 1 if sound.size else 0
        is_last = chain is chains[-1]
        if not is_sound.any():
            last = chain.shape[1] - (0 if is_last else _HOPS)
        sure[part][first > 0 : max(last, 0)] = True  # the first one behind damage is in doubt
        first = part.stop
    return sure


def _chains(headers: Headers, at: int) -> Iterator[Offsets]:
    """Yield word, count, whether it is timed, and place of packets, from break to break."""
    left, seen = LEARNED_PACKETS, np.zeros(0x10000, np.bool_)
    for _ in range(_MOST_BREAKS):
        chain, at = _follow_any(headers, at, left, _like(seen))
        left -= chain.shape[1]
        if chain.size:
            yield chain
        if chain.shape[1] > 2:  # of two, the first may be damaged and have led to the second
            seen[chain[0][:-1]] = True  # the last one led to the break
        if left == 0 or at > headers.last:
            return
        limit = min(at + _MOST_SEARCHED_BYTES, headers.end)
        first = int(chain[3][-1]) + PRIMARY_BYTES if chain.size else at + 1
        again = find_chain(headers, first, seen, 2, limit)
        at = find_stream(headers, first, seen, again)


def _follow_any(headers: Headers, at: int, most: int, like: Mask) -> tuple[Offsets, int]:
    """Follow packets of such words, as `_chains` yields them, to where no whole one stands."""
    view = headers.buffer.data
    found: list[tuple[int, int, bool, int]] = []
    clock = _Clock(headers)
    while at <= headers.last and len(found) < most:
        word, count, field = _PRIMARY.unpack_from(view, at)
        stop = at + field + LEAST_BYTES
        if not like[word] or not (word or count or field) or stop > headers.buffer.size:
            break
        if not clock.goes_on(at):
            break
        found.append((word, count & 0x3FFF, clock.is_told, at))
        at = stop + headers.annotation_bytes
    return np.array(found, np.int64).reshape(-1, 4).T, at


class _Clock:
    """The times of packets in a chain; ``is_told`` if the last one confirmed the one before."""

    def __init__(self, headers: Headers) -> None:
        self.is_told = False
        self._headers = headers
        self._last_s: int | None = None

    def goes_on(self, at: int) -> bool:
        """Say whether the time of the packet here, if it has one, is near the last one."""
        time_s = self._headers.time_s(at)
        self.is_told = time_s is not None and self._last_s is not None
        if time_s is None:
            return True
        last_s, self._last_s = self._last_s, time_s
        return time_s >= 0 and (last_s is None or abs(time_s - last_s) < NEAR_S)


def follows_in_time(headers: Headers, last: int, at: int) -> bool:
    """Say whether two packets have times, and these are near one another."""
    clock = _Clock(headers)
    return clock.goes_on(last) and clock.goes_on(at) and clock.is_told


def begin(headers: Headers, start: int) -> tuple[Headers, int, Mask]:
    """Find where the packets of a file begin, and learn their first words.

    Where the times of its first packets are none, they are not read.
    """
    untimed = replace(headers, framing=replace(headers.framing, has_lat_time=False))
    timed_count, count = (
        _follow_any(one, start, 2 * _HOPS, TELEMETRY)[0].shape[1] for one in (headers, untimed)
    )
    headers = untimed if timed_count < 2 and count > _HOPS else headers
    known = learn(headers, start)
    if known.any():
        return headers, start, known
    seen = np.zeros(0x10000, np.bool_)
    seen[headers.all_words(start, start + 1)] = True
    first = find_stream(headers, start, seen & TELEMETRY)
    known = learn(headers, first)
    is_whole = headers.follow(np.array([start]), known)[1][0]
    return headers, start if is_whole else first, known


def find_stream(headers: Headers, start: int, known: Mask, limit: int | None = None) -> int:
    """Find the first place from ``start`` on where packets of any words count on, or agree in time.

    The end of the file, or the limit of the search, where none do.

    The words may be others than those seen so far, so more is asked of them: they have a secondary
    header if the known ones do, and the count of one that comes again is the next, or the times of
    three are near one another.
    """
    like = _like(known)
    block = 1 << 16
    last = headers.last if limit is None else min(headers.last, limit - 1)
    while start <= last:
        stop = min(start + block, last + 1)
        at = start + np.flatnonzero(like[headers.all_words(start, stop)])
        for place in at[leads_on(headers, at, like, 2)].tolist():
            if _leads(headers, place, like):
                return int(place)
        start = stop
    return headers.end if limit is None else limit


def _leads(headers: Headers, place: int, like: Mask) -> bool:
    """Say whether packets from here on count on, or have times that agree."""
    _, _, is_timed, _ = _follow_any(headers, place, 3, like)[0]
    return int(is_timed.sum()) == 2 or _landing(headers, place, _NO_WORDS, like) is not None


def _like(known: Mask) -> Mask:
    """Return the telemetry words that have a secondary header, or none, as the known ones do.

    Idle packets may have none where all others do (CCSDS 133.0-B-2 §4.1.4.2.1).
    """
    words = np.flatnonzero(known)
    flags = np.unique(words[words & 0x7FF != IDLE_APID] & SECONDARY_HEADER)
    alike: Mask = TELEMETRY & np.isin(np.arange(0x10000) & SECONDARY_HEADER, flags)
    alike[IDLE_APID] = True
    return alike if flags.size else TELEMETRY


def is_new(headers: Headers, last: int, at: int, known: Mask) -> bool:
    """Say whether a packet of a word not seen before stands here.

    Known ones follow soon, or it counts on; and no known one begins before: else it was the length
    of the packet at ``last`` that led here.
    """
    landing = _landing(headers, at, known, _like(known))
    if landing is None or landing == at:
        return False
    return find_chain(headers, last + PRIMARY_BYTES, known, 1, landing) == landing


def _landing(headers: Headers, at: int, known: Mask, like: Mask) -> int | None:
    """Follow packets of any words to a known one, the end, or one that counts on; None if none."""
    counts: dict[int, int] = {}
    clock = _Clock(headers)
    view = headers.buffer.data
    for _ in range(_HOPS):
        if at > headers.last:
            return at if at == headers.end and known.any() else None
        word, count, field = _PRIMARY.unpack_from(view, at)
        if not TELEMETRY[word] or field < _LEAST_FIELD or not clock.goes_on(at):
            return None
        if known[word]:
            return at
        stop = at + field + LEAST_BYTES
        if stop > headers.buffer.size:
            return None
        if like[word] and counts.get(word) == count & 0x3FFF:
            return at
        counts[word] = (count + 1) & 0x3FFF
        at = stop + headers.annotation_bytes
    return None
