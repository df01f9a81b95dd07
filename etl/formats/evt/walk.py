"""Find the records of a file by following their lengths, and find the way back after damage."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.formats.evt.chain import follow_lengths
from etl.formats.evt.header import HEADER_BYTES, Header, HeaderError, read_header
from etl.formats.evt.layout import EBF_AT, EBF_TYPE
from etl.formats.evt.ragged import Bytes
from etl.formats.evt.record import (
    RecordError,
    has_plausible_context,
    has_sane_handlers,
    measure,
)
from etl.formats.evt.shape import Index, Shape

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
    while offset < buffer.size:
        found, stop, error = _follow(buffer, offset)
        parts.append(found)
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


def _follow(buffer: Bytes, offset: int) -> tuple[Index, int, RecordError | None]:
    """Follow the chain of lengths as far as it goes.

    Returns the good records, where they stop, and what is wrong there, if anything.
    """
    chain, stop = follow_lengths(buffer, offset)
    if stop == buffer.size:
        return chain, stop, None
    error = _fault(buffer, stop)
    good = len(chain)
    if good and not _is_trusted(buffer, int(chain.offset_bytes[good - 1])):
        good -= 1
        stop = int(chain.offset_bytes[good])
        error = RecordError(
            "bad_length", "a handler has codes that do not exist, so their count is wrong"
        )
    return chain[:good], stop, error


def _is_trusted(buffer: Bytes, offset: int) -> bool:
    """Say whether the last record before damage is sound; a wrong handler count shows only now."""
    return has_sane_handlers(buffer, measure(buffer, offset))


def _fault(buffer: Bytes, offset: int) -> RecordError:
    """Say what is wrong with the record at an offset, where the chain broke off."""
    try:
        measure(buffer, offset)
    except RecordError as error:
        return error.with_traceback(None)  # its frames hold the buffer, and would keep a map open
    raise AssertionError(f"the record at {offset} is whole, and was not followed")


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
