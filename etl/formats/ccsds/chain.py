"""Follow the lengths of packets: each says only where the next one begins."""

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import LEAST_BYTES, PRIMARY_BYTES, Mask, Offsets
from etl.formats.ccsds.words import Headers
from etl.formats.compiled import compiled, short_at

_PACKETS_AT_ONCE = 65_536


def follow_packets(headers: Headers, start: int, stop: int, known: Mask) -> tuple[Offsets, int]:
    """Follow the packets from ``start`` to the first header at or behind ``stop``.

    Parameters
    ----------
    known
        The first words that count.

    Returns
    -------
    ndarray
        Where the headers of the packets are.
    int
        Where the next header is due; before ``stop`` where none stands, or its packet is not whole.
    """
    parts = []
    found = _PACKETS_AT_ONCE
    while found == _PACKETS_AT_ONCE:
        places = np.empty(_PACKETS_AT_ONCE, np.int64)
        found, start = _follow(
            headers.shorts, (start, stop), headers.annotation_bytes, known, places
        )
        parts.append(places[:found])
    return np.concatenate(parts), start


@compiled
def _follow(
    shorts: NDArray[np.uint16],
    span: tuple[int, int],
    between_bytes: int,
    known: Mask,
    places: Offsets,
) -> tuple[int, int]:
    """Fill ``places``; returns how many packets were found, and where the next one is due.

    It ends where none of a known word stands, or it is not whole.
    """
    at, stop = span
    size, found = shorts.size + 1, 0
    while found < places.size and at < stop:
        if at + PRIMARY_BYTES > size:
            break
        word, count, field = short_at(shorts, at), shorts[at + 2], short_at(shorts, at + 4)
        is_blank = word == 0 and count == 0 and field == 0
        if is_blank or not known[word] or at + field + LEAST_BYTES > size:
            break
        places[found] = at
        found += 1
        at += field + LEAST_BYTES + between_bytes
    return found, at
