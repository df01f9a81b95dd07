"""Find the packets in the Level-0 files of a delivery, and account for every other byte."""

import mmap
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.apids import IDLE_APID, ApidKind
from etl.formats.ccsds import Framing, Skipped, Stretch, split
from etl.formats.mapped import mapped
from etl.settings import Settings, Source, source_of
from etl.store.alerts import Alert, raise_alert
from etl.store.archive import quarantine
from etl.store.hand_offs import HandOff
from etl.store.store import ROW_GROUP, Store
from etl.store.workers import DECODING, make_ready

PACKETS_PER_FILE = 1 << 32


@dataclass(frozen=True)
class FileToSplit:
    """A Level-0 file of the delivery."""

    file_id: int
    file_name: str
    sha256: str
    size_bytes: int


@dataclass
class Found:
    """What a file was found to hold, so far."""

    packet_count: int = 0
    packet_bytes: int = 0
    apids: Counter[int] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, stretch: Stretch) -> None:
        """Count what the next stretch of the file holds."""
        apids, counts = np.unique(stretch.apids, return_counts=True)
        self.apids.update(dict(zip(apids.tolist(), counts.tolist(), strict=True)))
        self.packet_count += len(stretch)
        self.packet_bytes += int(stretch.packets["length_bytes"].sum(dtype=np.int64))
        self.skipped += stretch.skipped


def split_packets(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Split the Level-0 files that ``hand_off`` brought; returns what was found, in words."""
    if not hand_off.is_delivery:
        return "nothing to split"
    count = 0
    rows = store.rows("split/l0_files", ordinal=hand_off.ordinal)
    size_bytes = sum(row[-1] for row in rows)
    if settings.decode_workers > 1 and size_bytes > settings.decode_chunk_bytes:
        make_ready(DECODING)  # there will be pieces to decode; loading takes a while
    for file in (FileToSplit(*row) for row in rows):
        source = source_of(settings.sources, file.file_name) or Source()
        found = _load_packets(store, file, source)
        _record_file(store, hand_off, file, source, found)
        _report(store, hand_off, file, found)
        count += found.packet_count
    return f"{count} packets in {len(rows)} Level-0 files"


def _load_packets(store: Store, file: FileToSplit, source: Source) -> Found:
    """Store the packets of a file, the next stretch read while the database takes one in."""
    found = Found()
    packets = _packets(store, file, source, found)
    first = next(packets)
    store.append(
        "raw.packet_headers",
        pa.RecordBatchReader.from_batches(first.schema, chain([first], packets)),
    )
    return found


def _packets(
    store: Store, file: FileToSplit, source: Source, found: Found
) -> Iterator[pa.RecordBatch]:
    """Yield the packets of a file as they are found; what it holds is added to ``found``."""
    first_id = file.file_id * PACKETS_PER_FILE
    for stretch in _stretches(store.home.archived(file.sha256), source):
        count = len(stretch)
        packet_ids = np.arange(count) + (first_id + found.packet_count)
        found.add(stretch)
        batch = pa.RecordBatch.from_pydict({"packet_id": packet_ids, **stretch.packets})
        for start in range(0, max(count, 1), ROW_GROUP):
            yield batch.slice(start, ROW_GROUP)


def _stretches(path: Path, source: Source) -> Iterator[Stretch]:
    framing = Framing(source.annotation_bytes, source.has_lat_time)
    with ThreadPoolExecutor(max_workers=1) as reader, mapped(path) as content:
        stretches = split(content, framing)
        ahead = reader.submit(next, stretches, None)
        while (stretch := ahead.result()) is not None:
            if isinstance(content, mmap.mmap):  # what was read counts as memory of this process
                content.madvise(mmap.MADV_DONTNEED)
            ahead = reader.submit(next, stretches, None)
            yield stretch
        del stretches  # it holds the map


def _record_file(
    store: Store, hand_off: HandOff, file: FileToSplit, source: Source, found: Found
) -> None:
    whose = {"file_id": file.file_id, "ordinal": hand_off.ordinal, "scid": source.scid}
    store.run(
        "split/insert_packet_file",
        **whose,
        source=source.name,
        annotation_bytes=source.annotation_bytes,
        packet_count=found.packet_count,
        packet_bytes=found.packet_bytes,
    )
    apids = sorted(found.apids)
    if apids:
        columns = {name: np.full(len(apids), value) for name, value in whose.items()}
        counted = {
            "apid": apids,
            "apid_kind": [_kind(source, apid) for apid in apids],
            "packet_count": [found.apids[apid] for apid in apids],
        }
        store.append("raw.packet_apids", {**columns, **counted})


def _kind(source: Source, apid: int) -> str:
    unknown = ApidKind.IDLE if apid == IDLE_APID else ApidKind.UNEXPECTED
    return source.apids.get(apid, unknown).value


def _report(store: Store, hand_off: HandOff, file: FileToSplit, found: Found) -> None:
    if not found.skipped:
        return
    count = len(found.skipped)
    columns = {
        name: [getattr(skipped, name) for skipped in found.skipped]
        for name in ("offset_bytes", "length_bytes", "reason", "detail")
    }
    whose = {
        "file_id": np.full(count, file.file_id),
        "ordinal": np.full(count, hand_off.ordinal),
    }
    store.append("raw.skipped_bytes", {**whose, **columns})
    message = (
        f"{file.file_name} in delivery {hand_off.downlink:09d}{_told(found)}; "
        "ask for the file again."
    )
    subject = f"{hand_off.downlink:09d}/{file.file_name}"
    alert = Alert("skipped_bytes", subject, message, ordinal=hand_off.ordinal)
    raise_alert(store, alert, hand_off.opened_at)
    quarantine(store.home, file.sha256, hand_off.downlink, file.file_name)


def _told(found: Found) -> str:
    """Return what a person is told of the bytes that hold no packet."""
    length = sum(skipped.length_bytes for skipped in found.skipped)
    if length == 0:
        return " has no bytes"
    first, count = found.skipped[0], len(found.skipped)
    stretches = "one stretch" if count == 1 else f"{count} stretches"
    rest = "The packets around them are used" if found.packet_count else "There is nothing else"
    return (
        f": {length} bytes, in {stretches}, hold no packet; the first is at offset "
        f"{first.offset_bytes} ({first.reason}: {first.detail}). {rest}"
    )
