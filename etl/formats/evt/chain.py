"""Follow the lengths of records, many places of a file at once.

Each record says only where the next one begins, so a file is a chain that has to be walked link by
link. Here it is walked from many places in step, one NumPy operation for all of them: three to four
times as fast as a loop over records. The places are guesses; a walk counts only if the walk before
it ends exactly where it begins, so the outcome is that of one walk from the first byte.
"""

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.layout import (
    BLOCK_BYTES,
    EBF_AT,
    EBF_TYPE,
    LPA_BLOCK,
    PAYLOAD_AT,
)
from etl.formats.evt.ragged import Bytes, Offsets, gather_words
from etl.formats.evt.shape import Index, Shape

_APART_BYTES = 65_536
_SEARCH_BYTES = 2_048
_TYPE_WORD = EBF_TYPE.to_bytes(4, "little")
_COUNT_AT = LPA_BLOCK.itemsize - 4


def follow_lengths(buffer: Bytes, offset: int, window_bytes: int) -> tuple[Index, int]:
    """Follow the chain from a record on, to the first one that begins behind the window.

    Nothing is checked but that info types exist and that what is read lies inside the buffer.

    Returns
    -------
    Index
        The records, in order; the last one may reach outside the buffer.
    int
        Where the last one stops; before the end of the window where no record can follow. Between
        two records at the border of the window this is simply where to go on.
    """
    window_stop = min(offset + window_bytes, buffer.size)
    starts = _guess_starts(buffer, offset, window_stop)
    steps, stops = _walk(buffer, starts, np.append(starts[1:], window_stop))
    joined = int(np.argmin(np.append(stops[:-1] == starts[1:], False)))
    steps = steps[:, steps[0] <= joined]
    _, at, payload_bytes, info_type, count = steps[:, np.argsort(steps[0], kind="stable")]
    return Index(buffer, at, Shape(payload_bytes, info_type, count)), int(stops[joined])


def _guess_starts(buffer: Bytes, offset: int, stop: int) -> Offsets:
    """Find places, some way apart, that may be the start of a record: the first one is."""
    starts = [offset]
    for place in range(offset + _APART_BYTES, stop, _APART_BYTES):
        searched = buffer[place : place + _SEARCH_BYTES].tobytes()
        word_at = searched.find(_TYPE_WORD, EBF_AT + 4)
        lengths = searched[word_at - 4 : word_at], searched[word_at + 4 : word_at + 8]
        if word_at >= 0 and lengths[0] == lengths[1]:
            starts.append(place + word_at - EBF_AT - 4)
    return np.array(starts, np.int64)


def _walk(buffer: Bytes, starts: Offsets, dues: Offsets) -> tuple[Offsets, Offsets]:
    """Walk from every start until its due place is reached or passed, or no record can follow.

    Returns
    -------
    ndarray
        Five rows: which walk, offset, payload length, info type, handler count of each record.
    ndarray
        Where each walk stopped.
    """
    stops = starts.copy()
    steps = [np.empty((5, 0), np.int64)]
    walking = np.flatnonzero(starts < dues)
    while walking.size and buffer.size >= PAYLOAD_AT:
        links, inside = _read_links(buffer, stops[walking])
        walking, links = walking[inside], links[:, inside]
        at, payload_bytes, info_type, count = links
        steps.append(np.vstack([walking, links]))
        stops[walking] = at + Shape(payload_bytes, info_type, count).record_bytes
        walking = walking[stops[walking] < dues[walking]]
    return np.concatenate(steps, axis=1), stops


def _read_links(buffer: Bytes, at: Offsets) -> tuple[Offsets, NDArray[np.bool_]]:
    """Read what the length of each record depends on, and say which could be read."""
    last_ebf, last_info = buffer.size - PAYLOAD_AT, buffer.size - LPA_BLOCK.itemsize
    payload_bytes = gather_words(buffer, np.minimum(at, last_ebf) + EBF_AT, "<u4") - 8
    info_at = at + PAYLOAD_AT + payload_bytes
    inside = (at <= last_ebf) & (info_at <= last_info)
    info_at = np.minimum(info_at, last_info)
    info_type = gather_words(buffer, info_at, "<i4")
    count = gather_words(buffer, info_at + _COUNT_AT, "<u4")
    inside &= (info_type >= 0) & (info_type < BLOCK_BYTES.size)
    return np.stack([at, payload_bytes, info_type, np.where(info_type, 0, count)]), inside
