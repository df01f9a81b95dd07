"""A chunk file as the rows it becomes: pure, so that any process can do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.formats import idx
from etl.formats.arrow import arrow
from etl.formats.datagrams import group
from etl.formats.evt import NO_HANDLER, Columns, Header, Skipped, read_chunk
from etl.formats.evt.ragged import File
from etl.formats.mapped import mapped

NULLABLE = ("pass_thru_state", "gamma_state", "asc_state", "mip_state", "hip_state", "dgn_state")


@dataclass(frozen=True)
class ChunkFile:
    """What a chunk file holds.

    Parameters
    ----------
    header
        What its writer said about it; None where it cannot be read.
    header_bytes, record_bytes
        Lengths of the header, and of all records; with ``skipped`` they are the whole file.
    record_count
        How many events it has.
    skipped
        The bytes that are neither.
    differences
        Where its index disagrees with it, in words.
    datagrams
        The columns of ``raw.datagrams`` that a file can tell.
    """

    header: Header | None
    header_bytes: int
    record_bytes: int
    record_count: int
    skipped: tuple[Skipped, ...]
    differences: list[str]
    datagrams: Columns


def read_chunk_file(
    path: Path, idx_path: Path | None, first_datagram_id: int
) -> tuple[ChunkFile, pa.Table]:
    """Read a chunk file whole, and hold it against its index where there is one.

    Parameters
    ----------
    path
        The chunk file; any bytes will do.
    idx_path
        Its index.
    first_datagram_id
        Of its first datagram copy; the others follow.

    Returns
    -------
    ChunkFile
        All but its events.
    Table
        Its events, as rows of ``raw.events``.
    """
    with mapped(path) as content:
        return _rows(content, idx_path, first_datagram_id)


def event_schema() -> pa.Schema:
    """Return the columns of ``raw.events``."""
    return _rows(b"", None, 0)[1].schema


def _rows(
    content: File, idx_path: Path | None, first_datagram_id: int
) -> tuple[ChunkFile, pa.Table]:
    chunk = read_chunk(content)
    datagrams, events = group(content, chunk)
    count = len(datagrams["run_id"])
    datagram_ids = first_datagram_id + np.arange(count, dtype=np.int64)
    differences = []
    if idx_path is not None:
        text = idx_path.read_text(errors="replace")
        differences = idx.compare(idx.parse(text), chunk)
    chunk_file = ChunkFile(
        header=chunk.header,
        header_bytes=chunk.header_bytes,
        record_bytes=int(chunk.events["length_bytes"].sum()),
        record_count=len(chunk.events["run_id"]),
        skipped=chunk.skipped,
        differences=differences,
        datagrams={**datagrams, "datagram_id": datagram_ids},
    )
    return chunk_file, _event_rows(events, datagram_ids)


def _event_rows(events: Mapping[str, np.ndarray], datagram_ids: np.ndarray) -> pa.Table:
    """Return decoded event columns as rows of ``raw.events``; an absent handler is null."""
    columns = {
        name: arrow(column, column != NO_HANDLER if name in NULLABLE else None)
        for name, column in events.items()
        if name != "datagram_index"
    }
    columns["datagram_id"] = arrow(datagram_ids[events["datagram_index"]])
    return pa.table(columns)
