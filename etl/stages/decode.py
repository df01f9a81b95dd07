"""Read the events out of a delivery's chunk files, into datagram copies and event rows."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.formats.chunk_file import ChunkFile, event_schema, read_chunk_file
from etl.settings import Settings
from etl.store.alerts import Alert, raise_alert
from etl.store.archive import kept, quarantine
from etl.store.hand_offs import HandOff
from etl.store.store import DATAGRAMS_PER_FILE, ROW_GROUP, Store

SHOWN_DIFFERENCES = 5
FILES_AHEAD = 2


@dataclass(frozen=True)
class FileToDecode:
    """A chunk file of the delivery, and its index where one came with it."""

    file_id: int
    file_name: str
    sha256: str
    size_bytes: int
    idx_sha256: str | None


def decode(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Decode the chunk files that ``hand_off`` brought; returns what was read, in words."""
    if not hand_off.is_delivery:
        return "nothing to decode"
    files = [FileToDecode(*row) for row in store.rows("chunk_files", ordinal=hand_off.ordinal)]
    for file in files:
        kept(store.home, file.sha256, file.size_bytes)
    found: list[ChunkFile] = []
    events = _events(store, files, found)
    store.append("raw.events", pa.RecordBatchReader.from_batches(event_schema(), events))
    for file, chunk_file in zip(files, found, strict=True):
        _load(store, hand_off, file, chunk_file)
    count = sum(chunk_file.record_count for chunk_file in found)
    return f"{count} events from {len(files)} chunk files"


def _events(
    store: Store, files: list[FileToDecode], found: list[ChunkFile]
) -> Iterator[pa.RecordBatch]:
    """Yield the events of each file; what else it holds is added to ``found``.

    The next files are read while the database takes in the events of one.
    """
    with ThreadPoolExecutor(max_workers=FILES_AHEAD) as readers:
        ahead = deque(_submit(store, readers, file) for file in files[:FILES_AHEAD])
        for file in [*files[FILES_AHEAD:], *([None] * len(ahead))]:
            chunk_file, events = ahead.popleft().result()
            found.append(chunk_file)
            if file is not None:
                ahead.append(_submit(store, readers, file))
            yield from events.to_batches(ROW_GROUP)


def _submit(
    store: Store, readers: Executor, file: FileToDecode
) -> Future[tuple[ChunkFile, pa.Table]]:
    home = store.home
    idx_path = None if file.idx_sha256 is None else home.archived(file.idx_sha256)
    first_datagram_id = file.file_id * DATAGRAMS_PER_FILE
    return readers.submit(read_chunk_file, home.archived(file.sha256), idx_path, first_datagram_id)


def _load(store: Store, hand_off: HandOff, file: FileToDecode, found: ChunkFile) -> None:
    """Record a decoded file but for its events."""
    count = len(found.datagrams["run_id"])
    store.append(
        "raw.datagrams",
        {
            **found.datagrams,
            "ordinal": np.full(count, hand_off.ordinal),
            "file_id": np.full(count, file.file_id),
        },
    )
    _record_header(store, hand_off, file, found)
    _report(store, hand_off, file, found)


def _record_header(store: Store, hand_off: HandOff, file: FileToDecode, found: ChunkFile) -> None:
    header = found.header
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
        header_bytes=found.header_bytes,
        record_count=found.record_count,
        record_bytes=found.record_bytes,
    )


def _report(store: Store, hand_off: HandOff, file: FileToDecode, found: ChunkFile) -> None:
    place = f"{file.file_name} in delivery {hand_off.downlink:09d}"
    runs = np.unique(found.datagrams["run_id"])
    run_id = int(runs[0]) if runs.size == 1 else None
    for skipped in found.skipped:
        store.run(
            "insert_skipped_bytes",
            file_id=file.file_id,
            ordinal=hand_off.ordinal,
            **vars(skipped),
        )
        message = (
            f"{place}: {skipped.length_bytes} bytes at offset {skipped.offset_bytes} hold no event "
            f"({skipped.reason}: {skipped.detail}). The events around them are used"
            f"{_counted(found)}; ask for the file again."
        )
        subject = f"{hand_off.downlink:09d}/{file.file_name}@{skipped.offset_bytes}"
        alert = Alert("skipped_bytes", subject, message, run_id=run_id, ordinal=hand_off.ordinal)
        raise_alert(store, alert, hand_off.opened_at)
    if found.skipped:
        quarantine(store.home, file.sha256, hand_off.downlink, file.file_name)
    elif _lacks_events(found):
        message = f"{place} ends between two events{_counted(found)}. Ask for the file again."
        subject = f"{hand_off.downlink:09d}/{file.file_name}"
        alert = Alert("cut_short_file", subject, message, run_id=run_id, ordinal=hand_off.ordinal)
        raise_alert(store, alert, hand_off.opened_at)
    if found.differences:
        message = (
            f"The index of {file.file_name} in delivery {hand_off.downlink:09d} disagrees with it: "
            + "; ".join(found.differences[:SHOWN_DIFFERENCES])
            + ". The .evt file counts; ask the decoder's keeper why."
        )
        subject = f"{hand_off.downlink:09d}/{file.file_name}"
        alert = Alert("index_disagrees", subject, message, run_id=run_id, ordinal=hand_off.ordinal)
        raise_alert(store, alert, hand_off.opened_at)


def _lacks_events(found: ChunkFile) -> bool:
    """Say whether the header counts more events than there are; a broken writer leaves it 0."""
    return found.header is not None and found.header.event_count > found.record_count


def _counted(found: ChunkFile) -> str:
    """Say how many events were read, where the header of the file says another number."""
    if found.header is None or found.header.event_count == found.record_count:
        return ""
    return f", {found.record_count} of the {found.header.event_count} that its header counts"
