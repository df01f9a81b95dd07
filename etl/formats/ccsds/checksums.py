"""The CRC-32 of many packets: that of zlib, which long ones are handed to one by one."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import Bytes, Offsets
from etl.formats.compiled import compiled, wide, word_at

_POLYNOMIAL = 0xEDB88320
_SHORT_BYTES = 1024
_ALL_ONES = 0xFFFFFFFF


def checksums(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> NDArray[np.uint32]:
    """Return the CRC-32 of each packet.

    zlib is faster per byte, but a call of it costs more than the bytes of a short packet do.
    """
    sums = np.empty(offsets.size, np.uint32)
    is_short = lengths <= _SHORT_BYTES
    sums[~is_short] = _one_by_one(buffer, offsets[~is_short], lengths[~is_short])
    short = np.empty(np.count_nonzero(is_short), np.uint32)
    _fill(buffer, offsets[is_short], lengths[is_short], _TABLES, short)
    sums[is_short] = short
    return sums


def _one_by_one(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> list[int]:
    view = buffer.data
    starts, stops = offsets.tolist(), (offsets + lengths).tolist()
    return [crc32(view[start:stop]) for start, stop in zip(starts, stops, strict=True)]


def _tables() -> NDArray[np.int64]:
    """Return what each value of a byte adds when it is shifted out with 0 to 7 bytes behind it."""
    table = np.arange(256)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ _POLYNOMIAL, table >> 1)
    tables = [table]
    for _ in range(7):
        tables.append(table[tables[-1] & 0xFF] ^ tables[-1] >> 8)
    return np.stack(tables)


_TABLES = _tables()


@compiled
def _fill(
    buffer: Bytes,
    offsets: Offsets,
    lengths: Offsets,
    tables: NDArray[np.int64],
    sums: NDArray[np.uint32],
) -> None:
    """Reckon each sum, eight bytes a step."""
    for packet in range(offsets.size):
        at, stop = offsets[packet], offsets[packet] + lengths[packet]
        rest = _ALL_ONES
        while at + 8 <= stop:
            near, far = rest ^ word_at(buffer, at), word_at(buffer, at + 4)
            rest = 0
            for place in range(4):
                shift = 8 * place
                rest ^= tables[7 - place, near >> shift & 0xFF]
                rest ^= tables[3 - place, far >> shift & 0xFF]
            at += 8
        for byte in buffer[at:stop]:
            rest = tables[0, (rest ^ wide(byte)) & 0xFF] ^ rest >> 8
        sums[packet] = rest ^ _ALL_ONES
