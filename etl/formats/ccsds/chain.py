"""Follow the lengths of packets, many places of a file at once.

Each packet says only where the next one begins, so a file is a chain. It is walked from many
guessed places in step; a walk counts only if the walk before it ends exactly where it begins, so
the outcome is that of one walk from the first byte.
"""

import numpy as np

from etl.formats.ccsds.layout import MOST_BYTES, Mask, Offsets
from etl.formats.ccsds.words import Headers, leads_on

_LEAST_APART = 1 << 16
_APART_SEARCHES = 64
_LIKE_PACKETS = 64
_NONE = np.empty(0, np.int64)


def follow_packets(
    headers: Headers, start: int, stop: int, known: Mask, search_bytes: int
) -> tuple[Offsets, int]:
    """Follow the packets from ``start`` to the first header at or behind ``stop``.

    Parameters
    ----------
    known
        The first words that count.
    search_bytes
        How far apart two headers may be for a walk to begin; longer packets are only slower.

    Returns
    -------
    ndarray
        Where the headers of the packets are.
    int
        Where the next header is due; before ``stop`` where none stands, or its packet is not whole.
    """
    like = _like_packets(headers, start, stop, known)
    start = int(like[-1] + like[1] - like[0]) if like.size else start
    starts = _guess_starts(headers, start, stop, known, search_bytes)
    walks, places, stops = _walk(headers, starts, np.append(starts[1:], stop), known)
    joined = int(np.argmin(np.append(stops[:-1] == starts[1:], False)))
    kept = walks <= joined
    order = np.argsort(walks[kept], kind="stable")
    last, next_at = _last_packet(headers, int(stops[joined]), known)
    return np.concatenate([like, places[kept][order], last]), next_at


def _last_packet(headers: Headers, at: int, known: Mask) -> tuple[Offsets, int]:
    """Find the packet of the least length that ends the file, where `read` does not reach."""
    place = np.array([at])
    following, whole = headers.follow(place, known)
    is_last = at > headers.last_long and bool(whole[0])
    return (place, int(following[0])) if is_last else (_NONE, at)


def _like_packets(headers: Headers, start: int, stop: int, known: Mask) -> Offsets:
    """Find the packets from ``start`` on that all have the length of the first one."""
    length = int(headers.lengths(np.array([start]))[0]) if start <= headers.last else 0
    if length == 0:
        return _NONE
    step = length + headers.annotation_bytes
    for most in (_LIKE_PACKETS, stop - start):
        at = np.arange(start, min(stop, headers.last_long + 1), step)[:most]
        words, lengths = headers.read(at)
        is_like = known[words] & (lengths == step - headers.annotation_bytes)
        is_like &= at + lengths <= headers.buffer.size
        count = int(np.argmin(np.append(is_like, False)))
        if count < _LIKE_PACKETS:
            return _NONE
    return at[:count]


def _guess_starts(
    headers: Headers, start: int, stop: int, known: Mask, search_bytes: int
) -> Offsets:
    """Find places, some way apart, that may be headers: the first one is."""
    search = min(search_bytes, MOST_BYTES) + headers.annotation_bytes
    starts = [start]
    apart = max(_LEAST_APART, _APART_SEARCHES * search)
    for place in range(start + apart, min(stop, headers.last - search), apart):
        at = place + np.flatnonzero(known[headers.all_words(place, place + search)])
        good = at[leads_on(headers, at, known, 1)]
        if good.size:
            starts.append(int(good[0]))
    return np.array(starts, np.int64)


def _walk(
    headers: Headers, starts: Offsets, dues: Offsets, known: Mask
) -> tuple[Offsets, Offsets, Offsets]:
    """Walk from every start until its due place is reached or passed, or no packet stands.

    Returns which walk found each packet, its place, and where each walk stopped.
    """
    size, last = headers.buffer.size, headers.last_long
    stops = starts.copy()
    walks, places = [_NONE], [_NONE]
    walking = np.flatnonzero(starts < dues) if last >= 0 else _NONE
    while walking.size:
        at = stops[walking]
        words, lengths = headers.read(np.minimum(at, last))
        whole = known[words] & (lengths > 0) & (at <= last) & (at + lengths <= size)
        if not whole.all():
            walking, at, lengths = walking[whole], at[whole], lengths[whole]
        walks.append(walking)
        places.append(at)
        stops[walking] = at + lengths + headers.annotation_bytes
        walking = walking[stops[walking] < dues[walking]]
    return np.concatenate(walks), np.concatenate(places), stops
