"""Follow the lengths of packets: each says only where the next one begins."""

import numpy as np

from etl.formats.ccsds.layout import LEAST_BYTES, PRIMARY_BYTES, Bytes, Mask, Offsets
from etl.formats.ccsds.words import Headers
from etl.formats.compiled import compiled, wide

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
            headers.buffer, (start, stop), headers.annotation_bytes, known, places
        )
        parts.append(places[:found])
    return np.concatenate(parts), start


@compiled
def _follow(
    buffer: Bytes, span: tuple[int, int], between_bytes: int, known: Mask, places: Offsets
) -> tuple[int, int]:
    """Fill ``places``; returns how many packets were found, and where the next one is due."""
    at, stop = span
    found = 0
    while found < places.size and at < stop:
        length = _packet_bytes(buffer, at, known)
        if length == 0:
            break
        places[found] = at
        found += 1
        at += length + between_bytes
    return found, at


@compiled
def _packet_bytes(buffer: Bytes, at: int, known: Mask) -> int:
    """Read the length of a packet; 0 where none of a known word stands, or it is not whole."""
    if at + PRIMARY_BYTES > buffer.size:
        return 0
    word, count, field = _field(buffer, at), _field(buffer, at + 2), _field(buffer, at + 4)
    is_blank = word == 0 and count == 0 and field == 0
    if is_blank or not known[word] or at + field + LEAST_BYTES > buffer.size:
        return 0
    return field + LEAST_BYTES


@compiled
def _field(buffer: Bytes, at: int) -> int:
    """Read the big-endian number of two bytes."""
    number: int = wide(buffer[at]) << 8 | wide(buffer[at + 1])
    return number
