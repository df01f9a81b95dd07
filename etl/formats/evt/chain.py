"""Follow the lengths of records: each says only where the next one begins."""

import numpy as np

from etl.formats.compiled import compiled, word_at
from etl.formats.evt.layout import (
    BLOCK_BYTES,
    EBF_AT,
    EBF_TYPE,
    HANDLER,
    KEYS_BYTES,
    LPA_BLOCK,
    PAYLOAD_AT,
)
from etl.formats.evt.ragged import Bytes, Offsets
from etl.formats.evt.shape import Index, Shape

_RECORDS_AT_ONCE = 65_536
_HANDLER_BYTES, _LPA_BLOCK_BYTES = HANDLER.itemsize, LPA_BLOCK.itemsize
_COUNT_AT = _LPA_BLOCK_BYTES - 4
_SIZES_BYTES = 8  # type and size words in front of what an LCI block and the EBF payload hold


def follow_lengths(buffer: Bytes, offset: int) -> tuple[Index, int]:
    """Follow the chain of records from an offset on, as long as all their lengths agree.

    A record is followed exactly if `record.measure` finds nothing wrong with it.

    Returns
    -------
    Index
        The records, in order.
    int
        Where the last one stops: the end of the file, or the first record that is damaged.
    """
    parts = []
    found = _RECORDS_AT_ONCE
    while found == _RECORDS_AT_ONCE:
        links = np.empty((4, _RECORDS_AT_ONCE), np.int64)
        found, offset = _follow(buffer, offset, links)
        parts.append(links[:, :found].copy())
    at, payload_bytes, info_type, handler_count = np.concatenate(parts, axis=1)
    return Index(buffer, at, Shape(payload_bytes, info_type, handler_count)), offset


@compiled
def _follow(buffer: Bytes, offset: int, links: Offsets) -> tuple[int, int]:
    """Fill the columns of ``links``: offset, payload length, info type, handler count."""
    found = 0
    while found < links.shape[1]:
        payload_bytes = _payload_bytes(buffer, offset)
        if payload_bytes < 0:
            break
        info_type, count, stop = _tail(buffer, offset + PAYLOAD_AT + payload_bytes)
        if stop < 0:
            break
        links[0, found], links[1, found] = offset, payload_bytes
        links[2, found], links[3, found] = info_type, count
        offset = stop
        found += 1
    return found, offset


@compiled
def _payload_bytes(buffer: Bytes, offset: int) -> int:
    """Read the length of the payload; -1 where its words do not agree."""
    if offset + PAYLOAD_AT > buffer.size:
        return -1
    length = word_at(buffer, offset + EBF_AT)
    is_ebf = word_at(buffer, offset + EBF_AT + 4) == EBF_TYPE
    if not is_ebf or length < _SIZES_BYTES or word_at(buffer, offset + EBF_AT + 8) != length:
        return -1
    return length - _SIZES_BYTES


@compiled
def _tail(buffer: Bytes, info_at: int) -> tuple[int, int, int]:
    """Read info type and handler count, and where the record stops: -1 if they do not agree."""
    nothing = (0, 0, -1)
    if info_at + _LPA_BLOCK_BYTES > buffer.size:
        return nothing
    info_type = word_at(buffer, info_at)
    if info_type >= BLOCK_BYTES.size:
        return nothing
    count = word_at(buffer, info_at + _COUNT_AT) if info_type == 0 else 0
    keys_at = info_at + BLOCK_BYTES[info_type] + _HANDLER_BYTES * count
    stop = keys_at + KEYS_BYTES[info_type]
    if stop > buffer.size or word_at(buffer, keys_at) != min(info_type, 1):
        return nothing
    if info_type and word_at(buffer, info_at + 4) != BLOCK_BYTES[info_type] - _SIZES_BYTES:
        return nothing
    return info_type, count, stop
