"""The CRC-32 of many packets: that of zlib, which long ones are handed to one by one."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import Bytes, Offsets
from etl.formats.compiled import compiled, word_at
from etl.formats.evt.ragged import windows

_POLYNOMIAL = 0xEDB88320
_SHORT_BYTES = 1024
_MOST_BYTES = 16
_ALL_ONES, _ZERO = np.uint32(0xFFFFFFFF), np.uint32(0)
_BYTE = np.uint64(0xFF)


def checksums(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> NDArray[np.uint32]:
    """Return the CRC-32 of each packet.

    zlib is faster per byte, but a call of it costs more than the bytes of a short packet do.
    """
    stops = offsets + lengths
    is_long = lengths > _SHORT_BYTES
    sums = np.empty(offsets.size, np.uint32)
    _fill(buffer, windows(buffer, "<u8"), offsets, np.where(is_long, offsets, stops), sums)
    sums[is_long] = _one_by_one(buffer, offsets[is_long], stops[is_long])
    return sums


def _one_by_one(buffer: Bytes, starts: Offsets, stops: Offsets) -> list[int]:
    view = buffer.data
    places = zip(starts.tolist(), stops.tolist(), strict=True)
    return [crc32(view[start:stop]) for start, stop in places]


def _tables() -> NDArray[np.uint32]:
    """Return what each value of a byte adds when it is shifted out with 0 to 15 bytes behind it."""
    table = np.arange(256)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ _POLYNOMIAL, table >> 1)
    tables = [table]
    while len(tables) < _MOST_BYTES:
        tables.append(table[tables[-1] & 0xFF] ^ tables[-1] >> 8)
    return np.stack(tables).astype(np.uint32)


_TABLES = _tables()  # a constant of the compiled loop, which so knows its bounds


@compiled
def _fill(
    buffer: Bytes,
    words: NDArray[np.uint64],
    starts: Offsets,
    stops: Offsets,
    sums: NDArray[np.uint32],
) -> None:
    """Reckon sums, 16 bytes a step, then four, then one; ``words`` begin at each byte."""
    for packet in range(starts.size):
        at, stop = starts[packet], stops[packet]
        rest = _ALL_ONES
        while at + 16 <= stop:
            near, far = words[at] ^ np.uint64(rest), words[at + 8]
            rest = _ZERO
            for place in range(8):
                shift = np.uint64(8 * place)
                rest ^= _TABLES[15 - place, near >> shift & _BYTE]
                rest ^= _TABLES[7 - place, far >> shift & _BYTE]
            at += 16
        while at + 4 <= stop:
            word = rest ^ word_at(buffer, at)
            rest = _ZERO
            for place in range(4):
                rest ^= _TABLES[3 - place, word >> 8 * place & 0xFF]
            at += 4
        while at < stop:
            rest = _TABLES[0, (rest ^ buffer[at]) & 0xFF] ^ rest >> 8
            at += 1
        sums[packet] = rest ^ _ALL_ONES
