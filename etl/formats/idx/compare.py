"""Hold an index file against the chunk file it stands for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.read import Chunk, Columns
from etl.formats.idx.parse import ABSENT, Idx
from etl.formats.labels import Labels, label
from etl.vocabulary import InfoType

_EVENT_FIELDS = (
    *("run_id", "apid", "gem_sequence", "datagram_sequence"),
    *("elapsed_ticks", "livetime_ticks"),
)
_DATAGRAM = ("run_id", "apid", "datagram_sequence")


def compare(idx: Idx, chunk: Chunk) -> list[str]:
    """Say in plain words where an index disagrees with the events; empty where it agrees.

    Event lines are held against the records at their offsets, datagram lines against all records of
    their datagram. What is wrong with the index itself comes first. Faults of one kind are one
    sentence: the first of them, and how many more there are.
    """
    events: Columns = {**chunk.events, "datagram_sequence": chunk.datagram_sequence}
    return [
        *idx.problems,
        *_compare_events(idx.events, events),
        *_compare_datagrams(idx.datagrams, events),
    ]


def _compare_events(lines: Columns, events: Columns) -> Iterator[str]:
    offsets, claimed = events["offset_bytes"], lines["offset_bytes"]
    known = np.isin(claimed, offsets)
    at = np.searchsorted(offsets, claimed[known])
    number = lines["line_number"]
    for row, more in _first(~known):
        yield f"line {number[row]} points to byte {claimed[row]}, where no event begins{more}"
    for row, more in _first(~np.isin(offsets, claimed)):
        yield f"the {_event(events, row)} has no line{more}"
    for row, more in _first(np.bincount(at, minlength=offsets.size) > 1):
        yield f"the {_event(events, row)} has several lines{more}"
    for name in _EVENT_FIELDS:
        said, has = lines[name][known], events[name][at]
        for row, more in _first(said != has):
            place = f"line {number[known][row]} says {name} {said[row]}"
            yield f"{place}, the event at byte {offsets[at[row]]} has {has[row]}{more}"


def _event(events: Columns, row: int) -> str:
    return f"event {events['gem_sequence'][row]} at byte {events['offset_bytes'][row]}"


@dataclass(frozen=True)
class _Pairing:
    """Lines and events of the same datagrams, matched by a common label.

    Parameters
    ----------
    line, event
        Label of the datagram of each line and each event.
    first_event, last_event
        Of each label, -1 where a datagram has no event.
    """

    line: Labels
    event: Labels
    first_event: Labels
    last_event: Labels


def _pair(lines: Columns, events: Columns) -> _Pairing:
    labels = label([np.concatenate([lines[name], events[name]]) for name in _DATAGRAM])
    line, event = np.split(labels, [lines["run_id"].size])
    first_event = np.full(labels.size, -1)
    last_event = first_event.copy()
    rows = np.arange(event.size)
    first_event[event[::-1]] = rows[::-1]  # of several rows, the one written last stays
    last_event[event] = rows
    return _Pairing(line, event, first_event, last_event)


def _compare_datagrams(lines: Columns, events: Columns) -> Iterator[str]:
    pairing = _pair(lines, events)
    present = pairing.first_event[pairing.line] >= 0
    for row, more in _first(~present):
        yield f"{_line(lines, row)} has no event{more}"
    begins = pairing.first_event[pairing.event] == np.arange(pairing.event.size)
    for row, more in _first(begins & ~np.isin(pairing.event, pairing.line)):
        yield f"{_datagram(events, row)} has no line, but the {_event(events, row)}{more}"
    said, has = _event_counts(lines, pairing)
    for row, more in _first(present & (said != has)):
        yield f"{_line(lines, row)} has {said[row]} events, the file has {has[row]}{more}"
    alone = np.bincount(pairing.line, minlength=1)[pairing.line] == 1
    yield from _compare_facts(lines, events, pairing, np.flatnonzero(present & alone))


def _event_counts(lines: Columns, pairing: _Pairing) -> tuple[Labels, Labels]:
    """Count for each line the events of its datagram, by the index and by the file.

    A datagram that is twice in the file has two lines, so both are totals.
    """
    said = np.zeros(pairing.first_event.size, np.int64)
    np.add.at(said, pairing.line, lines["event_count"])
    has = np.bincount(pairing.event, minlength=said.size)
    return said[pairing.line], has[pairing.line]


def _compare_facts(
    lines: Columns, events: Columns, pairing: _Pairing, rows: Labels
) -> Iterator[str]:
    """Compare what a line says of the first and last event of its datagram, in file order."""
    first = pairing.first_event[pairing.line[rows]]
    last = pairing.last_event[pairing.line[rows]]
    hardware_key = events["hardware_key"][first].astype(np.int64)
    has_hardware_key = events["info_type"][first] == InfoType.LPA.code
    facts = {
        "first_gem_sequence": events["gem_sequence"][first],
        "last_gem_sequence": events["gem_sequence"][last],
        "hardware_key": np.where(has_hardware_key, hardware_key, ABSENT),
        "software_key": events["software_key"][first],
    }
    for name, has in facts.items():
        said = lines[name][rows]
        for at, more in _first((said != has) & (said != ABSENT) & (has != ABSENT)):
            place = f"{_line(lines, int(rows[at]))} says {name} {said[at]}"
            yield f"{place}, the file has {has[at]}{more}"


def _line(lines: Columns, row: int) -> str:
    return f"line {lines['line_number'][row]}: {_datagram(lines, row)}"


def _datagram(rows: Columns, row: int) -> str:
    run_id, apid, sequence = (rows[name][row] for name in _DATAGRAM)
    return f"datagram r{run_id:010d}/{apid:04d}/{sequence}"


def _first(faulty: NDArray[np.bool_]) -> Iterator[tuple[int, str]]:
    """Yield the first faulty row, if any, and the words for the number of the others."""
    rows = np.flatnonzero(faulty)
    if rows.size:
        yield int(rows[0]), f" (and {rows.size - 1} more)" if rows.size > 1 else ""
