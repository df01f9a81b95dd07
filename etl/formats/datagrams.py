"""Group the events of a decoded file into the datagram copies they came in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.digest import digests
from etl.formats.evt.layout import CONTEXT
from etl.formats.evt.ragged import File, Offsets, Table, as_bytes, gather
from etl.formats.evt.read import Chunk, Columns
from etl.formats.evt.shape import Index
from etl.formats.labels import differs, label, rank
from etl.vocabulary import CloseAction, CodedWord, Crate, Mode, OpenAction, Origin, Platform, Reason
from etl.vocabulary import words as in_words

_WORDS: dict[str, type[CodedWord]] = {
    "open_action": OpenAction,
    "open_reason": Reason,
    "close_action": CloseAction,
    "close_reason": Reason,
    "crate": Crate,
    "mode": Mode,
    "platform": Platform,
    "origin": Origin,
}


@dataclass(frozen=True)
class _Copies:
    """Which datagram copy each event is in.

    Parameters
    ----------
    datagram_index
        Row of the copy, for each event; copies are numbered as they first appear in the file.
    first_event
        First event of each copy.
    copy_number
        Of each copy, counted from 0 among the copies of its datagram.
    """

    datagram_index: Offsets
    first_event: Offsets
    copy_number: Offsets


def group(file: File, chunk: Chunk) -> tuple[Columns, Columns]:
    """Find the datagram copies of a file.

    A copy is all records of one datagram (run, APID, datagram sequence) in the file. Where an event
    of it occurs again, its k-th occurrence belongs to copy k, so that a datagram written twice is
    two copies.

    Parameters
    ----------
    file
        The bytes the chunk was read from.
    chunk
        Its events.

    Returns
    -------
    datagrams
        The columns of ``raw.datagrams`` that a file can tell, one row for each copy, in the order
        of their first records.
    events
        The columns of the chunk, with ``datagram_index``, the row of the event's copy, and
        ``event_number``, its place there.
    """
    copies = _find_copies(chunk)
    index = Index(as_bytes(file), chunk.events["offset_bytes"].astype(np.int64), chunk.shape)
    context = gather(index.buffer, index.offset_bytes[copies.first_event], CONTEXT)
    datagrams: Columns = {
        "run_id": chunk.events["run_id"][copies.first_event],
        "apid": chunk.events["apid"][copies.first_event],
        "datagram_sequence": chunk.datagram_sequence[copies.first_event],
        "copy_number": copies.copy_number.astype(np.int32),
        "content_digest": np.array(
            digests(index, copies.datagram_index, copies.first_event.size), object
        ),
        **_totals(chunk, copies.datagram_index),
        **_of_first_event(chunk, copies.first_event, context),
    }
    events: Columns = {
        **chunk.events,
        "datagram_index": copies.datagram_index.astype(np.int32),
        "event_number": rank(copies.datagram_index).astype(np.int32),
    }
    return datagrams, events


def _of_first_event(chunk: Chunk, first_event: Offsets, context: Table) -> Columns:
    return {
        "scid": context["scid"],
        "packet_unix_s": context["packet_unix_s"],
        "ground_id": context["ground_id"].astype(np.int64),
        "mode_changes": context["mode_changes"].astype(np.int64),
        **{name: in_words(vocabulary, context[name]) for name, vocabulary in _WORDS.items()},
        "hardware_key": chunk.events["hardware_key"][first_event].astype(np.int64),
        "software_key": chunk.events["software_key"][first_event].astype(np.int64),
        "offset_bytes": chunk.events["offset_bytes"][first_event],
    }


def _totals(chunk: Chunk, datagram_index: Offsets) -> Columns:
    """Count, add up, and find the extremes of the events of each copy."""
    order = np.argsort(datagram_index, kind="stable")
    starts = np.flatnonzero(differs([datagram_index[order]]))

    def reduced(ufunc: np.ufunc, column: NDArray[np.generic]) -> NDArray[np.generic]:
        values = column[order]
        return ufunc.reduceat(values, starts) if starts.size else values  # it refuses no starts

    gem_sequence, event_met = chunk.events["gem_sequence"], chunk.events["event_met"]
    return {
        "event_count": np.diff(starts, append=order.size).astype(np.int32),
        "first_gem_sequence": reduced(np.minimum, gem_sequence),
        "last_gem_sequence": reduced(np.maximum, gem_sequence),
        "first_event_met": reduced(np.minimum, event_met),
        "last_event_met": reduced(np.maximum, event_met),
        "record_bytes": reduced(np.add, chunk.shape.record_bytes),
    }


def _find_copies(chunk: Chunk) -> _Copies:
    """Tell the copies apart, at once where each is one run of ascending events."""
    keys = [chunk.events["run_id"], chunk.events["apid"], chunk.datagram_sequence]
    gem_sequence = np.asarray(chunk.events["gem_sequence"], np.uint64)
    begins = differs(keys)
    first_event = np.flatnonzero(begins)
    datagram_of_run = label([key[first_event] for key in keys])
    run = np.cumsum(begins) - 1
    ascends = bool((begins[1:] | (gem_sequence[1:] > gem_sequence[:-1])).all())
    if ascends and np.unique(datagram_of_run).size == first_event.size:
        return _Copies(run, first_event, np.zeros(first_event.size, np.int64))
    return _tell_copies_apart(datagram_of_run[run], gem_sequence)


def _tell_copies_apart(datagram: Offsets, gem_sequence: NDArray[np.uint64]) -> _Copies:
    """Tell the copies apart where datagrams are interleaved or events repeated."""
    occurrence = rank(label([datagram, gem_sequence]))
    copy = label([datagram, occurrence])
    _, first_event = np.unique(copy, return_index=True)
    by_appearance = np.argsort(first_event)
    row = np.argsort(by_appearance)
    first_event = first_event[by_appearance]
    return _Copies(row[copy], first_event, occurrence[first_event])
