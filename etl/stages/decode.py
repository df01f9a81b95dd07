"""Read the events out of a delivery's chunk files, into datagram copies and event rows."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.formats import idx
from etl.formats.datagrams import group
from etl.formats.evt import NO_HANDLER, Chunk, Columns, read_chunk
from etl.settings import Settings
from etl.store.alerts import Alert, raise_alert
from etl.store.archive import mapped, quarantine
from etl.store.hand_offs import HandOff
from etl.store.store import Store

DATAGRAMS_PER_FILE = 1 << 24
SHOWN_DIFFERENCES = 5
FILES_AHEAD = 2
ROWS_PER_INSERT = 4 * 122_880  # row groups of DuckDB; part of one is stored twice
NULLABLE = ("pass_thru_state", "gamma_state", "asc_state", "mip_state", "hip_state", "dgn_state")


@dataclass(frozen=True)
class ChunkFile:
    """A chunk file of the delivery, and its index where one came with it."""

    file_id: int
    file_name: str
    sha256: str
    idx_sha256: str | None


@dataclass(frozen=True)
class Decoded:
    """What a chunk file holds."""

    chunk: Chunk
    datagrams: Columns
    events: Columns


def decode(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Decode the chunk files that ``hand_off`` brought; returns what was read, in words."""
    if not hand_off.is_delivery:
        return "nothing to decode"
    files = [ChunkFile(*row) for row in store.rows("chunk_files", ordinal=hand_off.ordinal)]
    events = EventRows(store)
    for file, decoded in zip(files, _decoded(store, files), strict=True):
        events.add(_load(store, hand_off, file, decoded))
    events.flush()
    return f"{events.count} events from {len(files)} chunk files"


class EventRows:
    """Collects event rows of many files, so that the database gets them by the row group."""

    def __init__(self, store: Store) -> None:
        self.count = 0
        self._store = store
        self._waiting: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        """Take the rows of one file."""
        self.count += len(rows)
        self._waiting.append(rows)
        if sum(len(table) for table in self._waiting) >= ROWS_PER_INSERT:
            self.flush()

    def flush(self) -> None:
        """Insert what is waiting."""
        if self._waiting:
            self._store.append("raw.events", pa.concat_tables(self._waiting))
            self._waiting = []


def _decoded(store: Store, files: list[ChunkFile]) -> Iterator[Decoded]:
    """Yield each file decoded, while the next is being read: the database works on another core."""
    paths = [store.home.archived(file.sha256) for file in files]
    with ThreadPoolExecutor(max_workers=1) as reader:
        ahead = deque(reader.submit(read_file, path) for path in paths[:FILES_AHEAD])
        for path in [*paths[FILES_AHEAD:], *([None] * len(ahead))]:
            yield ahead.popleft().result()
            if path is not None:
                ahead.append(reader.submit(read_file, path))


def read_file(path: Path) -> Decoded:
    """Read a chunk file whole, into datagram copies and events."""
    with mapped(path) as content:
        chunk = read_chunk(content)
        return Decoded(chunk, *group(content, chunk))


def _load(store: Store, hand_off: HandOff, file: ChunkFile, decoded: Decoded) -> pa.Table:
    """Record a decoded file but for its events; returns their rows."""
    count = len(decoded.datagrams["run_id"])
    datagram_ids = file.file_id * DATAGRAMS_PER_FILE + np.arange(count, dtype=np.int64)
    store.append(
        "raw.datagrams",
        {
            **decoded.datagrams,
            "datagram_id": datagram_ids,
            "ordinal": np.full(count, hand_off.ordinal),
            "file_id": np.full(count, file.file_id),
        },
    )
    _record_header(store, hand_off, file, decoded.chunk)
    _report(store, hand_off, file, decoded.chunk)
    return event_rows(decoded.events, datagram_ids)


def event_rows(events: Mapping[str, np.ndarray], datagram_ids: np.ndarray) -> pa.Table:
    """Return decoded event columns as rows of ``raw.events``; an absent handler is null."""
    columns: dict[str, pa.Array | np.ndarray] = {
        name: column for name, column in events.items() if name != "datagram_index"
    }
    for name in NULLABLE:
        columns[name] = pa.array(events[name], mask=events[name] == NO_HANDLER)
    columns["datagram_id"] = datagram_ids[events["datagram_index"]]
    return pa.table(columns)


def _record_header(store: Store, hand_off: HandOff, file: ChunkFile, chunk: Chunk) -> None:
    header = chunk.header
    store.run(
        "insert_chunk_header",
        file_id=file.file_id,
        ordinal=hand_off.ordinal,
        header_downlink=header and header.downlink,
        header_event_count=header and header.event_count,
        source_sequence_errors=header and sum(header.source_sequence_errors),
        dfi_errors=header and sum(header.dfi_errors),
        moot_key=header and header.moot_key,
        moot_alias=header and header.moot_alias,
        header_bytes=chunk.header_bytes,
        record_count=len(chunk.events["run_id"]),
        record_bytes=int(chunk.events["length_bytes"].sum()),
    )


def _report(store: Store, hand_off: HandOff, file: ChunkFile, chunk: Chunk) -> None:
    place = f"{file.file_name} in delivery {hand_off.downlink:09d}"
    for skipped in chunk.skipped:
        store.run(
            "insert_skipped_bytes",
            file_id=file.file_id,
            ordinal=hand_off.ordinal,
            **vars(skipped),
        )
        message = (
            f"{place}: {skipped.length_bytes} bytes at offset {skipped.offset_bytes} hold no event "
            f"({skipped.reason}: {skipped.detail}). The events around them are used; ask for the "
            "file again."
        )
        subject = f"{hand_off.downlink:09d}/{file.file_name}@{skipped.offset_bytes}"
        alert = Alert("skipped_bytes", subject, message, ordinal=hand_off.ordinal)
        raise_alert(store, alert, hand_off.opened_at)
    if chunk.skipped:
        quarantine(store.home, file.sha256, hand_off.downlink, file.file_name)
    if file.idx_sha256 is not None:
        _compare_index(store, hand_off, file, chunk)


def _compare_index(store: Store, hand_off: HandOff, file: ChunkFile, chunk: Chunk) -> None:
    text = store.home.archived(str(file.idx_sha256)).read_text(errors="replace")
    differences = idx.compare(idx.parse(text), chunk)
    if differences:
        message = (
            f"The index of {file.file_name} in delivery {hand_off.downlink:09d} disagrees with it: "
            + "; ".join(differences[:SHOWN_DIFFERENCES])
            + ". The .evt file counts; ask the decoder's keeper why."
        )
        subject = f"{hand_off.downlink:09d}/{file.file_name}"
        alert = Alert("index_disagrees", subject, message, ordinal=hand_off.ordinal)
        raise_alert(store, alert, hand_off.opened_at)
