"""Decode the events of a file into the columns of ``raw.events``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.clock import Timetones, event_met
from etl.formats.compiled import compiled, word_at
from etl.formats.evt.header import HEADER_BYTES, Header
from etl.formats.evt.layout import CONTEXT, HANDLER, LCI_BLOCKS, LPA_BLOCK
from etl.formats.evt.ragged import Bytes, File, Offsets, Table, as_bytes, gather, gather_words
from etl.formats.evt.shape import Index, Shape
from etl.formats.evt.walk import Skipped, find_records
from etl.vocabulary import HandlerId, InfoType, TimetoneFlag

Columns = dict[str, NDArray[Any]]

NO_HANDLER = -128
"""State of a filter that did not look at the event."""

_SLICE_EVENTS = 16_384
_DATAGRAMS_AT = 172

_SCALERS = {
    "gem_sequence": "sequence",
    "elapsed_ticks": "elapsed",
    "livetime_ticks": "livetime",
    "prescaled_count": "prescaled",
    "discarded_count": "discarded",
    "deadzone_count": "deadzone",
}

_FLAGS = {
    TimetoneFlag.SOURCE_GPS: "source_gps",
    TimetoneFlag.MISSING_CPU: "missing_cpu_pps",
    TimetoneFlag.MISSING_LAT: "missing_lat_pps",
    TimetoneFlag.MISSING_TIMETONE: "missing_timetone",
    TimetoneFlag.EARLY_EVENT: "early_event",
}

_STATES = tuple(f"{handler}_state" for handler in HandlerId)  # in the order of their codes
_HANDLER_BYTES, _STATE_AT, _ID_AT = HANDLER.itemsize, 16, 28

_DTYPES = {
    "run_id": "i8",
    "apid": "i4",
    "gem_sequence": "u8",
    "event_met": "f8",
    "elapsed_ticks": "u8",
    "livetime_ticks": "u8",
    "prescaled_count": "u8",
    "discarded_count": "u8",
    "deadzone_count": "u8",
    "time_tics": "u4",
    "timetone_s": "u4",
    "timetone_tics": "u4",
    "timetone_flags": "u1",
    "timetone_incomplete": "u4",
    "timetone_flywheeling": "u4",
    "previous_timetone_s": "u4",
    "previous_timetone_tics": "u4",
    "previous_timetone_flags": "u1",
    "info_type": "i1",
    "compression_level": "i4",
    "compressed_size_bytes": "i4",
    **dict.fromkeys(_STATES, "i1"),
    "hardware_key": "u4",
    "software_key": "u4",
    "latc_master_key": "u4",
    "offset_bytes": "i8",
    "length_bytes": "i4",
}


@dataclass(frozen=True)
class Chunk:
    """A decoded file.

    Parameters
    ----------
    header
        What its writer said about it; None where it cannot be read.
    header_bytes
        Length of the header: 176, or 0 where there is none.
    shape
        The lengths of the parts of its records; ``events`` has their offsets.
    events
        One column for each of ``raw.events``, in file order, without ``event_number`` and
        ``datagram_index``, which `etl.formats.datagrams.group` finds.
    datagram_sequence
        Of each event.
    skipped
        The bytes that are neither header nor record, in file order.
    """

    header: Header | None
    header_bytes: int
    shape: Shape
    events: Columns
    datagram_sequence: NDArray[np.int64]
    skipped: tuple[Skipped, ...]


def read_chunk(file: File) -> Chunk:
    """Decode a file, and account for every byte of it; the result holds on to none of them.

    Parameters
    ----------
    file
        All bytes; a read-only memory map is read in slices and never copied whole.

    Returns
    -------
    Chunk
        Its ``header_bytes``, the ``length_bytes`` of its events and of its ``skipped`` add up to
        the size of the file, whatever the bytes are. Nothing is raised for damage.
    """
    found = find_records(as_bytes(file))
    index = found.index
    events = {name: np.empty(len(index), dtype) for name, dtype in _DTYPES.items()}
    for first in range(0, len(index), _SLICE_EVENTS):
        rows = slice(first, first + _SLICE_EVENTS)
        for name, values in _decode(index[rows]):
            events[name][rows] = values
    header_bytes = HEADER_BYTES if found.header else 0
    datagram_sequence = gather_words(index.buffer, index.offset_bytes + _DATAGRAMS_AT, "<u4")
    return Chunk(found.header, header_bytes, index.shape, events, datagram_sequence, found.skipped)


def _decode(index: Index) -> Iterator[tuple[str, NDArray[np.generic]]]:
    context = gather(index.buffer, index.offset_bytes, CONTEXT)
    info = _common_info(index)
    yield from _from_context(context)
    yield (
        "event_met",
        event_met(
            info["time_tics"], _timetones(context["current"]), _timetones(context["previous"])
        ),
    )
    yield from ((name, info[name]) for name in _INFO.names or ())
    yield from _states(index)
    master_key_at = index.offset_bytes + index.shape.keys_at + 4
    yield "latc_master_key", gather_words(index.buffer, master_key_at, "<u4")
    yield "info_type", index.shape.info_type
    yield "offset_bytes", index.offset_bytes
    yield "length_bytes", index.shape.record_bytes


def _from_context(context: Table) -> Iterator[tuple[str, NDArray[np.generic]]]:
    yield "run_id", context["started_at"]
    yield "apid", context["apid"]
    for name, scaler in _SCALERS.items():
        yield name, context[scaler]
    current, previous = context["current"], context["previous"]
    yield "timetone_s", current["time_s"]
    yield "timetone_tics", current["tics"]
    yield "timetone_flags", _flags(current)
    yield "timetone_incomplete", current["incomplete"]
    yield "timetone_flywheeling", current["flywheeling"]
    yield "previous_timetone_s", previous["time_s"]
    yield "previous_timetone_tics", previous["tics"]
    yield "previous_timetone_flags", _flags(previous)


def _flags(timetone: Table) -> NDArray[np.uint8]:
    flags = np.zeros(timetone.size, np.uint8)
    for flag, name in _FLAGS.items():
        flags[timetone[name] != 0] |= flag.code
    return flags


def _timetones(timetone: Table) -> Timetones:
    missed = (timetone["missing_cpu_pps"] != 0) | (timetone["missing_lat_pps"] != 0)
    return Timetones(timetone["time_s"], timetone["tics"], ~missed)


_INFO = np.dtype(
    [
        ("time_tics", "<u4"),
        ("compression_level", "<i4"),
        ("compressed_size_bytes", "<i4"),
        ("software_key", "<u4"),
        ("hardware_key", "<u4"),
    ]
)


def _common_info(index: Index) -> Table:
    """Gather what the info blocks of all types have; a key that a type has not is 0."""
    info = np.zeros(len(index), _INFO)
    info_at = index.offset_bytes + index.shape.info_at
    for info_type, block in zip(InfoType, (LPA_BLOCK, *LCI_BLOCKS), strict=True):
        of_type = index.shape.info_type == info_type.code
        if of_type.any():
            found = gather(index.buffer, info_at[of_type], block)["info"]
            for name in set(_INFO.names or ()) & set(found.dtype.names or ()):
                info[name][of_type] = found[name]
    return info


def _states(index: Index) -> Iterator[tuple[str, NDArray[np.int8]]]:
    """Give each filter its column of states."""
    states = np.full((len(_STATES), len(index)), NO_HANDLER, np.int8)
    first_at = index.offset_bytes + index.shape.info_at + LPA_BLOCK.itemsize
    _fill_states(index.buffer, first_at, index.shape.handler_count, states)
    return zip(_STATES, states, strict=True)


@compiled
def _fill_states(
    buffer: Bytes, first_at: Offsets, counts: Offsets, states: NDArray[np.int8]
) -> None:
    """Read the state of each handler; if a filter is there twice, the first one counts."""
    for event in range(first_at.size):
        for number in range(counts[event]):
            at = first_at[event] + number * _HANDLER_BYTES
            filter_id = word_at(buffer, at + _ID_AT)
            if filter_id < len(states) and states[filter_id, event] == NO_HANDLER:
                states[filter_id, event] = _clipped(word_at(buffer, at + _STATE_AT))


@compiled
def _clipped(word: int) -> int:
    """Read a word as a signed number, and bring it into one byte."""
    number = word - (word >> 31 << 32)
    return min(max(number, NO_HANDLER + 1), 127)
