"""Digests of event records that two decodings of the same datagram share."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import xxhash

from etl.formats.compiled import compiled, word_at
from etl.formats.evt.layout import HANDLER, LPA_BLOCK
from etl.formats.evt.ragged import Bytes, Offsets
from etl.formats.evt.shape import Index
from etl.vocabulary import HandlerId, InfoType

_SLICE_BYTES = 2 << 20
_TIMETONE_PADS = (41, 69)
_TEXTS = (136, 152, 192, 208, 224, 240, 264, 280)
_TEXT_BYTES = 16
_ID_AT, _HAS_AT, _HANDLER_PAD_AT = 28, 32, 33
_RESULT_AT, _STATUS_BYTES, _ENERGY_AT, _ENERGY_BYTES = 36, 4, 40, 12
_LPA_BLOCK_BYTES, _HANDLER_BYTES = LPA_BLOCK.itemsize, HANDLER.itemsize
_LCI_PAD_AT, _CAL_PAD_AT = 31, 86  # behind the type and size words
_LPA, _LCI_CAL, _GAMMA = InfoType.LPA.code, InfoType.LCI_CAL.code, HandlerId.GAMMA.code


def digests(index: Index, group: Offsets, group_count: int) -> list[str]:
    """Digest the records of each group, in the order of the file, with meaningless bytes as zero.

    The decoder writes its structures raw, so some bytes are whatever was in memory: two decodings
    of one datagram differ there and nowhere else. These are the padding of time tones, handlers and
    calibration info; what follows the NUL of the context's texts (pieces of the stack, in the files
    of the testbed); the result of a handler that has none, and all of it but the status where the
    handler is not the gamma filter (LPA_Handler.h).

    Parameters
    ----------
    index
        Where the records are.
    group
        Which group each record belongs to.
    group_count
        How many groups there are.

    Returns
    -------
    list of str
        32 hexadecimal digits of the 128-bit XXH3 for each group.
    """
    hashes = [xxhash.xxh3_128() for _ in range(group_count)]
    for rows in _slices(index):
        part = index[rows]
        first, lengths = part.offset_bytes[0], part.shape.record_bytes
        starts = part.offset_bytes - first
        stops = starts + lengths
        masked = index.buffer[first : first + stops[-1]].copy()
        shape = part.shape
        _mask(masked, starts, shape.info_at, shape.info_type, shape.handler_count)
        for start, stop, of in _runs(starts, stops, group[rows]):
            hashes[of].update(masked.data[start:stop])
    return [hash_.hexdigest() for hash_ in hashes]


def _slices(index: Index) -> Iterator[slice]:
    """Cut the records into runs that begin within a few megabytes of the file."""
    borders = np.flatnonzero(np.diff(index.offset_bytes // _SLICE_BYTES, prepend=-1))
    for first, stop in pairwise([*borders.tolist(), len(index)]):
        yield slice(first, stop)


def _runs(starts: Offsets, stops: Offsets, group: Offsets) -> Iterator[tuple[int, int, int]]:
    """Join neighbouring records of one group: where they begin, stop, and which group it is."""
    apart = (group[1:] != group[:-1]) | (starts[1:] != stops[:-1])
    first = np.flatnonzero(np.concatenate([[True], apart]))
    last = np.append(first[1:], group.size) - 1
    return zip(starts[first].tolist(), stops[last].tolist(), group[first].tolist(), strict=True)


@compiled
def _mask(
    buffer: Bytes, starts: Offsets, infos_at: Offsets, info_types: Offsets, counts: Offsets
) -> None:
    """Write zeros over the bytes of records that mean nothing."""
    for record in range(starts.size):
        at, info_type = starts[record], info_types[record]
        info_at = at + infos_at[record]
        for pad_at in _TIMETONE_PADS:
            _zero(buffer, at + pad_at, 3)
        for text_at in _TEXTS:
            _end_text(buffer, at + text_at)
        if info_type == _LPA:
            for number in range(counts[record]):
                _mask_handler(buffer, info_at + _LPA_BLOCK_BYTES + number * _HANDLER_BYTES)
        else:
            _zero(buffer, info_at + _LCI_PAD_AT, 1)
        if info_type == _LCI_CAL:
            _zero(buffer, info_at + _CAL_PAD_AT, 2)


@compiled
def _mask_handler(buffer: Bytes, at: int) -> None:
    _zero(buffer, at + _HANDLER_PAD_AT, 3)
    has_result = buffer[at + _HAS_AT] != 0
    if not has_result:
        _zero(buffer, at + _RESULT_AT, _STATUS_BYTES)
    if not has_result or word_at(buffer, at + _ID_AT) != _GAMMA:
        _zero(buffer, at + _ENERGY_AT, _ENERGY_BYTES)


@compiled
def _end_text(buffer: Bytes, at: int) -> None:
    """Write zeros behind the first NUL of a 16-byte text."""
    has_ended = False
    for place in range(at, at + _TEXT_BYTES):
        has_ended |= buffer[place] == 0
        if has_ended:
            buffer[place] = 0


@compiled
def _zero(buffer: Bytes, at: int, size: int) -> None:
    for place in range(at, at + size):
        buffer[place] = 0
