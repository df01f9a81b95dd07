"""Find the records of a file by following their lengths, and find the way back after damage."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.chain import follow_lengths
from etl.formats.evt.header import HEADER_BYTES, Header, HeaderError, read_header
from etl.formats.evt.layout import BLOCK_BYTES, EBF_AT, EBF_TYPE, KEYS_BYTES
from etl.formats.evt.ragged import Bytes, Offsets, gather_words
from etl.formats.evt.record import (
    RecordError,
    has_plausible_context,
    has_sane_handlers,
    measure,
)
from etl.formats.evt.shape import Index, Shape

_FIRST_WINDOW, _WIDEST_WINDOW = 1 << 20, 1 << 26
_SEARCH_BYTES = 1 << 20
_TYPE_AT = EBF_AT + 4


@dataclass(frozen=True)
class Skipped:
    """Bytes of a file that are in no record, and why.

    Parameters
    ----------
    offset_bytes, length_bytes
        Where they are; an empty file has one entry of no length.
    reason
        One of ``empty_file``, ``truncated_header``, ``bad_marker``, ``bad_version``,
        ``truncated_record``, ``bad_length``, ``bad_info_type``, ``bad_keys_type``.
    detail
        What was found and what was due, in words.
    """

    offset_bytes: int
    length_bytes: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Found:
    """Every byte of a file: header, records and the rest."""

    header: Header | None
    index: Index
    skipped: tuple[Skipped, ...]


def find_records(buffer: Bytes) -> Found:
    """Find all records of a file, and account for every byte that is in none.

    A record counts only if all its lengths agree. After a damaged one the search goes on at the
    next place that holds a whole record with the context of an event, followed by another context
    or by the end of the file; what lies between is one `Skipped`.
    """
    header, offset, skipped = _find_header(buffer)
    parts = []
    window = _FIRST_WINDOW
    while offset < buffer.size:
        found, stop, error = _follow(buffer, offset, window)
        parts.append(found)
        window = min(4 * window, _WIDEST_WINDOW) if stop - offset >= window else _FIRST_WINDOW
        offset = stop
        if error is not None:
            offset = _find_next(buffer, stop + 1)
            skipped.append(_skip(buffer, stop, offset, error))
    return Found(header, _join(buffer, parts), tuple(skipped))


def _find_header(buffer: Bytes) -> tuple[Header | None, int, list[Skipped]]:
    """Read the header; where it is damaged, find the first record behind it."""
    if buffer.size == 0:
        return None, 0, [Skipped(0, 0, "empty_file", "the file has no bytes")]
    try:
        return read_header(buffer[:HEADER_BYTES].tobytes()), HEADER_BYTES, []
    except HeaderError as error:
        first = _find_next(buffer, 0)
        return None, first, [Skipped(0, first, error.reason, str(error))]


def _skip(buffer: Bytes, start: int, stop: int, error: RecordError) -> Skipped:
    """Name the damage. Only what reaches the end of the file was cut off there."""
    cut_in_the_middle = error.reason == "truncated_record" and stop < buffer.size
    reason = "bad_length" if cut_in_the_middle else error.reason
    return Skipped(start, stop - start, reason, error.detail)


def _join(buffer: Bytes, parts: list[Index]) -> Index:
    columns = [
        (
            part.offset_bytes,
            part.shape.payload_bytes,
            part.shape.info_type,
            part.shape.handler_count,
        )
        for part in parts
    ]
    offset_bytes, *lengths = np.concatenate([np.empty((4, 0), np.int64), *columns], axis=1)
    return Index(buffer, offset_bytes, Shape(*lengths))


def _follow(buffer: Bytes, offset: int, window: int) -> tuple[Index, int, RecordError | None]:
    """Follow the chain of lengths through a window of the file.

    Returns the good records, where they stop, and what is wrong there, if anything.
    """
    chain, stop = follow_lengths(buffer, offset, window)
    good = _count_good(chain, stop)
    stop = int(chain.offset_bytes[good]) if good < len(chain) else stop
    if stop == buffer.size:
        return chain, stop, None
    error = _fault(buffer, stop)
    if error and good and not _is_trusted(buffer, int(chain.offset_bytes[good - 1])):
        good -= 1
        stop = int(chain.offset_bytes[good])
        error = RecordError(
            "bad_length", "a handler has codes that do not exist, so their count is wrong"
        )
    return chain[:good], stop, error


def _count_good(chain: Index, stop: int) -> int:
    """Count the records at the head of a chain that are whole and agree with themselves."""
    stops = np.append(chain.offset_bytes[1:], stop)
    whole = _head((stops <= chain.buffer.size) & (chain.shape.payload_bytes >= 0))
    return _head(_agrees(chain[:whole], stops[:whole]))


def _agrees(chain: Index, stops: Offsets) -> NDArray[np.bool_]:
    """Check the words that a record has for this: EBF type and lengths, info size, keys type."""
    buffer, shape = chain.buffer, chain.shape
    ebf_at = chain.offset_bytes + EBF_AT
    agrees: NDArray[np.bool_] = gather_words(buffer, ebf_at + 4, "<u4") == EBF_TYPE
    agrees &= gather_words(buffer, ebf_at + 8, "<u4") == shape.payload_bytes + 8
    keys_at = stops - KEYS_BYTES[shape.info_type]
    agrees &= gather_words(buffer, keys_at, "<i4") == np.minimum(shape.info_type, 1)
    lci = np.flatnonzero(shape.info_type)
    size_at = (chain.offset_bytes + shape.info_at)[lci] + 4
    agrees[lci] &= gather_words(buffer, size_at, "<u4") == BLOCK_BYTES[shape.info_type[lci]] - 8
    return agrees


def _head(good: NDArray[np.bool_]) -> int:
    """Count the true values before the first false one."""
    return int(np.argmin(np.append(good, False)))


def _is_trusted(buffer: Bytes, offset: int) -> bool:
    """Say whether the last record before damage is sound; a wrong handler count shows only now."""
    return has_sane_handlers(buffer, measure(buffer, offset))


def _fault(buffer: Bytes, offset: int) -> RecordError | None:
    """Say what is wrong with the record at an offset, if anything."""
    try:
        measure(buffer, offset)
    except RecordError as error:
        return error.with_traceback(None)  # its frames hold the buffer, and would keep a map open
    return None


def _find_next(buffer: Bytes, start: int) -> int:
    """Find the first event at or behind a byte; the size of the file where there is none."""
    for at in _ebf_types(buffer, start + _TYPE_AT):
        if _is_event(buffer, at - _TYPE_AT):
            return at - _TYPE_AT
    return buffer.size


def _ebf_types(buffer: Bytes, start: int) -> Iterator[int]:
    """Yield every place at or behind a byte where the EBF type word stands."""
    word = EBF_TYPE.to_bytes(4, "little")
    for first in range(start, buffer.size, _SEARCH_BYTES):
        searched = buffer[first : first + _SEARCH_BYTES + len(word) - 1].tobytes()
        at = searched.find(word)
        while at >= 0:
            yield first + at
            at = searched.find(word, at + 1)


def _is_event(buffer: Bytes, offset: int) -> bool:
    """Say whether an event begins here, with no chain of lengths leading to it."""
    try:
        extent = measure(buffer, offset)
    except RecordError:
        return False
    return (
        has_plausible_context(buffer, offset)
        and has_sane_handlers(buffer, extent)
        and (extent.stop == buffer.size or has_plausible_context(buffer, extent.stop))
    )
