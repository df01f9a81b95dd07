"""The FITS file of a run, written whole or not at all."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedRandom
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from etl.errors import HalfPipeError
from etl.formats.fits.cells import Cells, to_columns
from etl.formats.fits.rows import Batch, Rows
from etl.formats.fits.run import RunHeader, primary_header, table_header
from etl.formats.fits.tables import EVENTS, GAPS, GTI, Table
from etl.formats.fits.unit import write_unit

NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class WrittenFile:
    """What was written.

    `wrapped` tells, by column name, how many integers its type has no room for: they keep their
    low bits, read as another number, and deserve an alert.
    """

    size_bytes: int
    event_count: int
    wrapped: Mapping[str, int]


def write_merged_events(
    target: Path,
    run: RunHeader,
    batches: Iterable[Batch],
    gti: NDArray[np.float64],
    gaps: Mapping[str, Cells],
) -> WrittenFile:
    """Write the merged events, good times and gaps of a run as one FITS file.

    Memory holds one batch and two buffers of rows, whatever the length of the run.

    Parameters
    ----------
    target
        Where the file appears, whole, or not at all; its name goes into the headers.
    run
        What the headers say; `event_count` is the number of rows that the batches add up to.
    batches
        The events in their final order; each batch has the columns named as source in `EVENTS`.
    gti
        Good time intervals, shape (n, 2), mission elapsed seconds, in order and apart.
    gaps
        One value a hole in each of the columns named as source in `GAPS`; None where unknown.

    Raises
    ------
    HalfPipeError
        The batches are not the events that `run` announces, a value does not fit its column, or
        the good times are out of order. Nothing is left at `target`.
    """
    good_times, edges = _good_times(gti)
    holes = to_columns(GAPS, gaps)
    with _whole_file(target) as stream:
        write_unit(stream, primary_header(run, target.name))
        events = Rows(EVENTS, _of_run(run, batches))
        header = table_header(run, target.name, EVENTS, run.event_count)
        write_unit(stream, header, events.pieces())
        _check_count(target.name, run.event_count, events.count)
        for table, columns in ((good_times, edges), (GAPS, holes)):
            header = table_header(run, target.name, table, len(next(iter(columns.values()), NONE)))
            write_unit(stream, header, Rows(table, [columns]).pieces())
        size_bytes = stream.tell()
    return WrittenFile(size_bytes, events.count, dict(+events.wrapped))


@contextmanager
def _whole_file(target: Path) -> Iterator[BufferedRandom]:
    """Open a file beside the target; if all went well it is synced and gets the target's name."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _of_run(run: RunHeader, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Pass the batches on, as long as their events are of this run."""
    for batch in batches:
        run_ids = batch.get("run_id", NONE)
        strangers = np.unique(run_ids[run_ids != run.run_id])
        if strangers.size:
            raise HalfPipeError(
                f"run {run.run_id}: found events of run {strangers.tolist()} in its batches, due "
                "its own alone. Select the events by run_id."
            )
        yield batch


def _check_count(file_name: str, due: int, found: int) -> None:
    if found != due:
        raise HalfPipeError(
            f"{file_name}: found {found} events in the batches, due {due} by the header. "
            "Count and read the events in one transaction."
        )


def _good_times(gti: NDArray[np.float64]) -> tuple[Table, Batch]:
    """Return the GTI table with its total, and its columns."""
    edges = np.asarray(gti, dtype=np.float64)
    if edges.ndim != 2 or edges.shape[1] != 2 or np.any(np.diff(edges.ravel()) < 0):
        raise HalfPipeError(
            f"good times: found {edges.tolist()}, due pairs of start and stop in order and apart. "
            "Merge the intervals first."
        )
    on_time = float((edges[:, 1] - edges[:, 0]).sum())
    cards = (*GTI.cards, ("ONTIME", on_time, "[s] sum of the good times"))
    return replace(GTI, cards=cards), {"start_met": edges[:, 0], "stop_met": edges[:, 1]}
