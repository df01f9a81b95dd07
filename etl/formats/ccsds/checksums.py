"""The CRC-32 of many packets: that of zlib, which long ones are handed to one by one."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import Bytes, Offsets
from etl.formats.compiled import compiled, word_at

_POLYNOMIAL = 0xEDB88320
_SHORT_BYTES = 1024
_ALL_ONES = np.uint32(0xFFFFFFFF)
_ZERO = np.uint32(0)


def checksums(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> NDArray[np.uint32]:
    """Return the CRC-32 of each packet.

    zlib is faster per byte, but a call of it costs more than the bytes of a short packet do.
    """
    sums = np.empty(offsets.size, np.uint32)
    _fill_short(buffer, offsets, lengths, sums)
    is_long = lengths > _SHORT_BYTES
    sums[is_long] = _one_by_one(buffer, offsets[is_long], lengths[is_long])
    return sums


def _one_by_one(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> list[int]:
    view = buffer.data
    starts, stops = offsets.tolist(), (offsets + lengths).tolist()
    return [crc32(view[start:stop]) for start, stop in zip(starts, stops, strict=True)]


def _tables() -> NDArray[np.uint32]:
    """Return what each value of a byte adds when it is shifted out with 0 to 7 bytes behind it."""
    table = np.arange(256)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ _POLYNOMIAL, table >> 1)
    tables = [table]
    for _ in range(7):
        tables.append(table[tables[-1] & 0xFF] ^ tables[-1] >> 8)
    return np.stack(tables).astype(np.uint32)


_TABLES = _tables()  # a constant of the compiled loop, which so knows its bounds


@compiled
def _fill_short(
    buffer: Bytes, offsets: Offsets, lengths: Offsets, sums: NDArray[np.uint32]
) -> None:
    """Reckon the sums of short packets, eight bytes a step."""
    for packet in range(offsets.size):
        if lengths[packet] > _SHORT_BYTES:
            continue
        content = buffer[offsets[packet] : offsets[packet] + lengths[packet]]
        rest, at = _ALL_ONES, 0
        while at + 8 <= content.size:
            near, far = rest ^ word_at(content, at), word_at(content, at + 4)
            rest = _ZERO
            for place in range(4):
                shift = 8 * place
                rest ^= _TABLES[7 - place, near >> shift & 0xFF]
                rest ^= _TABLES[3 - place, far >> shift & 0xFF]
            at += 8
        for byte in content[at:]:
            rest = _TABLES[0, (rest ^ byte) & 0xFF] ^ rest >> 8
        sums[packet] = rest ^ _ALL_ONES
