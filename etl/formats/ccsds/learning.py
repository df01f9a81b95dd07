"""Learn which first words a stream has, in spite of damage, and tell packets of words not seen yet.

A word that comes again with the next count is one of the stream's. Behind a wrong length a chain
may lead through payload; what stands there does not count on.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from struct import Struct

import numpy as np

from etl.apids import IDLE_APID
from etl.formats.ccsds.layout import (
    APID_BITS,
    COUNT_BITS,
    LEAST_BYTES,
    PRIMARY_BYTES,
    SECONDARY_HEADER,
    Mask,
    Offsets,
)
from etl.formats.ccsds.witnesses import (
    Clock,
    count_on,
    follows_in_time,
    is_a_missing_one,
    keeps_time,
    lack_counts,
)
from etl.formats.ccsds.words import TELEMETRY, Headers, find_chain, leads_on

LEARNED_PACKETS = 4096
_LEAST_FIELD = 7  # shorter ones, which could not hold a time, are no evidence
_HOPS = 8
_MOST_BREAKS = 4
_MOST_SEARCHED_BYTES = 1 << 20
_PRIMARY = Struct(">HHH")
_NO_WORDS = np.zeros(0x10000, np.bool_)


def learn(headers: Headers, start: int) -> Mask:
    """Learn which first words the packets from ``start`` on have.

    Those of all packets that count on to, or from, another; and those of packets that stand between
    two witnesses in a chain, where no counts are lacking, with a secondary header if all witnesses
    have one. A witness counts on, or has a time as others have; so are the start of the file and
    its end. Behind a break, and in front of one, what a chain leads through may be payload.
    """
    known = np.zeros(0x10000, np.bool_)
    for chain, is_first, is_broken in _chains(headers, start):
        known[_sure_words(chain, is_first, is_broken)] = True
    known[IDLE_APID] |= known.any()
    return known


def _sure_words(chain: Offsets, is_first: bool, is_broken: bool) -> Offsets:
    """Return the words of the packets of a chain that are sure.

    Of a first chain without a witness, those are that stand some way in front of its break.
    """
    words, counts, has_time, _ = chain
    is_sound = count_on(words, counts)
    witnesses = np.flatnonzero(is_sound | _have_times(has_time))
    if not witnesses.size:
        stop = words.size - (_HOPS if is_broken else 0)
        sure: Offsets = words[: max(stop, 0) if is_first else 0]
        return sure
    place = np.arange(words.size)
    is_between = is_first | (place > witnesses[0])
    is_between &= (not is_broken) | (place < witnesses[-1])
    is_between &= _like_words(words[witnesses])[words] & ~lack_counts(words, counts)
    return np.unique(words[is_sound | is_between])


def _have_times(has_time: Offsets) -> Mask:
    """Say which packets of a chain, in which all times are near, have one, as two others do."""
    return (has_time > 0) & (np.count_nonzero(has_time) > 2)


def _chains(headers: Headers, at: int) -> Iterator[tuple[Offsets, bool, bool]]:
    """Yield chains of packets, whether they start the file, and whether they end at a break."""
    left, seen = LEARNED_PACKETS, np.zeros(0x10000, np.bool_)
    for number in range(_MOST_BREAKS):
        chain, at = _follow_any(headers, at, left, _like(seen))
        left -= chain.shape[1]
        is_broken = left > 0 and at != headers.end
        if chain.size:
            yield chain, number == 0, is_broken
        if left == 0 or at > headers.last:
            return
        seen[_sure_words(chain, number == 0, is_broken)] = True
        limit = min(at + _MOST_SEARCHED_BYTES, headers.end)
        first = int(chain[3][-1]) + PRIMARY_BYTES if chain.size else at + 1
        again = find_chain(headers, first, seen, 2, limit)
        at = find_stream(headers, first, seen, again)


def _follow_any(headers: Headers, at: int, most: int, like: Mask) -> tuple[Offsets, int]:
    """Follow packets of such words to where no whole one stands.

    Returns word, count, whether it has a time, and place of each; and where the next one is due.
    """
    view = headers.buffer.data
    found: list[tuple[int, int, bool, int]] = []
    clock = Clock(headers)
    while at <= headers.last and len(found) < most:
        word, count, field = _PRIMARY.unpack_from(view, at)
        stop = at + field + LEAST_BYTES
        if not like[word] or not (word or count or field) or stop > headers.buffer.size:
            break
        if not clock.goes_on(at):
            break
        found.append((word, count & COUNT_BITS, clock.has_time, at))
        at = stop + headers.annotation_bytes
    return np.array(found, np.int64).reshape(-1, 4).T, at


def begin(headers: Headers, start: int) -> tuple[Headers, int, Mask]:
    """Find where the packets of a file begin, and learn their first words.

    Where the times of its first packets contradict one another, they are not read.
    """
    headers = headers if _agree_in_time(headers, start) else _untimed(headers)
    known = learn(headers, start)
    if known.any():
        return headers, start, known
    seen = np.zeros(0x10000, np.bool_)
    seen[headers.all_words(start, start + 1)] = True
    first = find_stream(headers, start, seen & TELEMETRY)
    known = learn(headers, first)
    is_whole = headers.follow(np.array([start]), known)[1][0]
    return headers, start if is_whole else first, known


def _agree_in_time(headers: Headers, start: int) -> bool:
    """Say whether most times of the first packets are near the one before, if there are many."""
    places = _follow_any(_untimed(headers), start, 2 * _HOPS, TELEMETRY)[0][3].tolist()
    timed = [at for at in places if headers.time_s(at) is not None]
    near = [follows_in_time(headers, *pair) for pair in pairwise(timed)]
    return len(places) <= _HOPS or 2 * sum(near) >= len(near)


def _untimed(headers: Headers) -> Headers:
    return replace(headers, framing=replace(headers.framing, has_lat_time=False))


def find_stream(headers: Headers, start: int, known: Mask, limit: int | None = None) -> int:
    """Find the first place from ``start`` on where packets of any words count on, or agree in time.

    The end of the file, or the limit of the search, where none do.

    The words may be others than those seen so far, so more is asked of them: they have a secondary
    header if the known ones do, and the first packet counts on to one that it leads to, or its time
    is near those of two of them.
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
    """Say whether the packet here is borne out by one of those that it leads to."""
    words, counts, has_time, _ = _follow_any(headers, place, _HOPS, like)[0]
    return bool((count_on(words, counts) | _have_times(has_time))[:1].any())


def _like(known: Mask) -> Mask:
    """Return the telemetry words that have a secondary header, or none, as the known ones do.

    Idle packets may have none where all others do (CCSDS 133.0-B-2 §4.1.4.2.1).
    """
    return _like_words(np.flatnonzero(known))


def _like_words(words: Offsets) -> Mask:
    flags = np.unique(words[words & APID_BITS != IDLE_APID] & SECONDARY_HEADER)
    alike: Mask = TELEMETRY & np.isin(np.arange(0x10000) & SECONDARY_HEADER, flags)
    alike[IDLE_APID] = True
    return alike if flags.size else TELEMETRY


def is_new(headers: Headers, chain: Offsets, at: int, known: Mask) -> bool:
    """Say whether a packet of a word not seen before stands here, behind a chain.

    It stands between witnesses: the last one keeps time, and known ones follow soon, or it counts
    on. But no known one begins before: else it was the length of the last one that led here. Nor do
    those that follow lack counts: else it is one of theirs, with a damaged header.
    """
    landing = _landing(headers, at, known, _like(known))
    if landing is None or landing == at or not keeps_time(headers, chain):
        return False
    words, counts, _, _ = _follow_any(headers, at, 2 * _HOPS, TELEMETRY)[0]
    if is_a_missing_one(headers, chain, words, counts):
        return False
    last = int(chain[-1]) if chain.size else at
    return find_chain(headers, last + PRIMARY_BYTES, known, 1, landing) == landing


def _landing(headers: Headers, at: int, known: Mask, like: Mask) -> int | None:
    """Follow packets of any words to a known one, the end, or one that counts on; None if none.

    If they have times, one that has none is no evidence of them.
    """
    counts: dict[int, int] = {}
    landing: int | None = None
    clock = Clock(headers)
    view = headers.buffer.data
    for _ in range(_HOPS):
        if at > headers.last:
            return at if landing is None and at == headers.end and known.any() else landing
        word, count, field = _PRIMARY.unpack_from(view, at)
        if not TELEMETRY[word] or field < _LEAST_FIELD or not clock.goes_on(at):
            return None
        if known[word] or (like[word] and counts.get(word & APID_BITS) == count & COUNT_BITS):
            landing = at if landing is None else landing
        if landing is not None and not clock.is_alone:
            return landing
        counts[word & APID_BITS] = (count + 1) & COUNT_BITS
        at += field + LEAST_BYTES + headers.annotation_bytes
    return None
