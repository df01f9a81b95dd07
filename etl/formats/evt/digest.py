"""Digests of event records that two decodings of the same datagram share."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import xxhash

from etl.formats.evt.ragged import Bytes, Offsets, gather, gather_words, scatter
from etl.formats.evt.shape import Index
from etl.vocabulary import HandlerId, InfoType

_SLICE_BYTES = 2 << 20
_TIMETONE_PADS = (41, 69)
_TEXTS = ((136, 2), (192, 4), (264, 2))
_ID_AT, _HAS_AT, _HANDLER_PAD_AT = 28, 32, 33
_RESULT_AT, _STATUS_BYTES, _ENERGY_AT, _ENERGY_BYTES = 36, 4, 40, 12
_LCI_PAD_AT, _CAL_PAD_AT = 23, 78
_LCI_SIZES_BYTES = 8  # type and size words in front of the info
_ONES, _HIGH_BITS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


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
        _mask(Index(masked, starts, part.shape))
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


def _mask(records: Index) -> None:
    """Write zeros over the bytes that mean nothing."""
    buffer, at, shape = records.buffer, records.offset_bytes, records.shape
    for pad_at in _TIMETONE_PADS:
        _zero(buffer, at + pad_at, 3)
    for text_at, count in _TEXTS:
        _end_texts(buffer, at + text_at, count)
    _mask_handlers(buffer, shape.handlers_at(at))
    info_at = at + shape.info_at + _LCI_SIZES_BYTES
    _zero(buffer, info_at[shape.info_type != InfoType.LPA.code] + _LCI_PAD_AT, 1)
    _zero(buffer, info_at[shape.info_type == InfoType.LCI_CAL.code] + _CAL_PAD_AT, 2)


def _mask_handlers(buffer: Bytes, handlers_at: Offsets) -> None:
    _zero(buffer, handlers_at + _HANDLER_PAD_AT, 3)
    has_result = gather_words(buffer, handlers_at + _HAS_AT, "u1") != 0
    is_gamma = gather_words(buffer, handlers_at + _ID_AT, "<i4") == HandlerId.GAMMA.code
    _zero(buffer, handlers_at[~has_result] + _RESULT_AT, _STATUS_BYTES)
    _zero(buffer, handlers_at[~(has_result & is_gamma)] + _ENERGY_AT, _ENERGY_BYTES)


def _end_texts(buffer: Bytes, offsets: Offsets, count: int) -> None:
    """Write zeros behind the first NUL of each 16-byte text, of which ``count`` follow each other.

    Eight bytes at a time: of a word that holds a zero byte, only what is below it stays.
    """
    words = gather(buffer, offsets, np.dtype([("texts", "<u8", (count, 2))]))
    texts = words["texts"]
    first_nul = (texts - _ONES) & ~texts & _HIGH_BITS
    first_nul &= ~first_nul + np.uint64(1)
    texts &= first_nul - np.uint64(1)
    texts[..., 1][first_nul[..., 0] != 0] = 0
    scatter(buffer, offsets, words)


def _zero(buffer: Bytes, offsets: Offsets, size: int) -> None:
    scatter(buffer, offsets, np.zeros(offsets.size, f"V{size}"))
