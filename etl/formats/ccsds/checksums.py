"""The CRC-32 of many packets: one by one, or all of a length at once where they are short."""

from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import Bytes, Offsets
from etl.formats.evt.ragged import gather

_POLYNOMIAL = 0xEDB88320
_SHORT_BYTES = 256
_TOGETHER = 1024
_BLOCK = 8192


def checksums(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> NDArray[np.uint32]:
    """Return the CRC-32 (that of zlib) of each packet.

    A call for each costs more than the bytes of a short packet do; many of one length go through
    the table together, two bytes a step.
    """
    sums = np.empty(offsets.size, np.uint32)
    rest = np.ones(offsets.size, np.bool_)
    found, counts = np.unique(lengths, return_counts=True)
    for length in found[(counts >= _TOGETHER) & (found <= _SHORT_BYTES)].tolist():
        chosen = np.flatnonzero(lengths == length)
        for first in range(0, chosen.size, _BLOCK):
            block = chosen[first : first + _BLOCK]
            packets = gather(buffer, offsets[block], np.dtype([("bytes", "u1", length)]))
            sums[block] = _together(packets["bytes"])
        rest[chosen] = False
    sums[rest] = _one_by_one(buffer, offsets[rest], lengths[rest])
    return sums


def _one_by_one(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> list[int]:
    view = buffer.data
    starts, stops = offsets.tolist(), (offsets + lengths).tolist()
    return [crc32(view[start:stop]) for start, stop in zip(starts, stops, strict=True)]


def _together(packets: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return the CRC-32 of each row."""
    table = _table(16)
    even = packets.shape[1] // 2 * 2
    words = np.ascontiguousarray(packets[:, :even]).view("<u2").T.astype(np.uint32)
    sums = np.full(packets.shape[0], 0xFFFFFFFF, np.uint32)
    for word in words:
        sums = table[(sums ^ word) & 0xFFFF] ^ (sums >> 16)
    if even < packets.shape[1]:
        sums = _table(8)[(sums ^ packets[:, even]) & 0xFF] ^ (sums >> 8)
    return ~sums


@cache
def _table(bits: int) -> NDArray[np.uint32]:
    """Return what each value of the lowest bits adds when it is shifted out."""
    table = np.arange(1 << bits, dtype=np.uint32)
    for _ in range(bits):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1)
    return table
