"""Decode the datagrams that came as packets, piece by piece, in worker processes."""

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.formats.arrow import arrow
from etl.formats.ccsds.layout import COUNT_MODULUS
from etl.formats.chunk_file import event_schema
from etl.formats.decoders import is_ours_alone
from etl.settings import Settings
from etl.store.alerts import Alert, clear_alert, raise_alert, standing_subjects
from etl.store.carried import packed, unpacked
from etl.store.durable import whole_file
from etl.store.foreign import decoded_watched
from etl.store.hand_offs import HandOff
from etl.store.home import Home
from etl.store.pieces import DecodedFile, DecodedPiece, Undecodable, decode_piece
from etl.store.store import DATAGRAMS_PER_FILE, ROW_GROUP, Store
from etl.store.workers import DECODING, worked

MOST_KEPT = 20


def decode_packets(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Decode the pieces that were planned for ``hand_off``; returns what was read, in words."""
    paths = [
        store.home.folder / path
        for (path,) in store.rows("decode_packets/pieces", ordinal=hand_off.ordinal)
    ]
    (first_file_id,) = store.row("next_file_id")
    landing = _Landing(first_file_id)
    pieces = _pieces(store.home, paths, settings)
    events = pa.RecordBatchReader.from_batches(event_schema(), landing.events(pieces))
    store.append("raw.events", events)
    for file_id, chunk, file in landing.files:
        _load(store, hand_off, file_id, chunk, file)
    _record_undecodable(store, hand_off, landing.undecodable)
    _report(store, hand_off)
    count = sum(file.chunk_file.record_count for _, _, file in landing.files)
    return f"{count} events from {len(paths)} pieces"


def _pieces(home: Home, paths: list[Path], settings: Settings) -> Iterator[DecodedPiece]:
    """Decode the pieces; where a decoder is not ours, or a worker was ended, under watch."""
    done, workers = 0, settings.decode_workers
    if is_ours_alone():
        with suppress(BrokenProcessPool):
            work = partial(packed, home.plans, partial(decode_piece, home))
            for parcel in worked(work, paths, workers, DECODING):
                done += 1
                yield unpacked(parcel)
    yield from map(
        unpacked, decoded_watched(home, paths[done:], workers, settings.decode_timeout_s)
    )


class _Landing:
    """What the pieces brought, but for the events, which go on as they come."""

    def __init__(self, first_file_id: int) -> None:
        self.files: list[tuple[int, int, DecodedFile]] = []
        self.undecodable: list[tuple[int, Undecodable]] = []
        self._next_file_id = first_file_id

    def events(self, pieces: Iterator[DecodedPiece]) -> Iterator[pa.RecordBatch]:
        """Yield the events of each piece, under the ids that its files get."""
        for piece in pieces:
            self.undecodable += [(piece.chunk, refused) for refused in piece.undecodable]
            for file in piece.files:
                rest = replace(file, events=file.events.schema.empty_table())
                self.files.append((self._next_file_id, piece.chunk, rest))
                yield from _numbered(file.events, self._next_file_id).to_batches(ROW_GROUP)
                self._next_file_id += 1


def _numbered(events: pa.Table, file_id: int) -> pa.Table:
    place = events.schema.get_field_index("datagram_id")
    datagram_ids = events.column(place).to_numpy() + file_id * DATAGRAMS_PER_FILE
    return events.set_column(place, "datagram_id", arrow(datagram_ids))


def _load(store: Store, hand_off: HandOff, file_id: int, chunk: int, file: DecodedFile) -> None:
    """Record a file of decoded records but for its events."""
    found, header = file.chunk_file, file.chunk_file.header
    count = len(file.places)
    datagram_ids = found.datagrams["datagram_id"] + file_id * DATAGRAMS_PER_FILE
    about = {"ordinal": np.full(count, hand_off.ordinal)}
    store.append(
        "raw.datagrams",
        {
            **found.datagrams,
            **about,
            "datagram_id": datagram_ids,
            "file_id": np.full(count, file_id),
        },
    )
    origins = {
        "decode_chunk": np.full(count, chunk),
        "place_number": np.array(file.places),
        "datagram_id": datagram_ids,
    }
    store.append("raw.datagram_origins", {**about, **origins})
    store.run(
        "insert_file",
        file_id=file_id,
        ordinal=hand_off.ordinal,
        file_name=f"{hand_off.downlink:09d}-{chunk:03d}-{file_id}.evt",
        file_kind="decoded",
        sha256=file.archived.sha256,
        size_bytes=file.archived.size_bytes,
        file_state="good",
        reason=None,
    )
    store.run(
        "insert_chunk_header",
        file_id=file_id,
        ordinal=hand_off.ordinal,
        header_downlink=hand_off.downlink,
        header_event_count=found.record_count,
        source_sequence_errors=0,
        dfi_errors=0,
        moot_key=header and header.moot_key,
        moot_alias=header and header.moot_alias,
        header_bytes=found.header_bytes,
        record_count=found.record_count,
        record_bytes=found.record_bytes,
    )


def _record_undecodable(
    store: Store, hand_off: HandOff, undecodable: list[tuple[int, Undecodable]]
) -> None:
    if not undecodable:
        return
    rows = {
        "ordinal": np.full(len(undecodable), hand_off.ordinal),
        "decode_chunk": [chunk for chunk, _ in undecodable],
        "place_number": [refused.planned.place for _, refused in undecodable],
        "reason": [refused.reason for _, refused in undecodable],
        "detail": [refused.detail for _, refused in undecodable],
    }
    store.append("raw.undecodable_datagrams", rows)
    folder = store.home.quarantine / f"{hand_off.downlink:09d}"
    for chunk, refused in undecodable[:MOST_KEPT]:
        name = f"datagram-{refused.planned.apid:04d}-{chunk:03d}-{refused.planned.place:05d}.bin"
        with whole_file(folder / name) as file:
            file.write(refused.content)


def _report(store: Store, hand_off: HandOff) -> None:
    """Let an alert stand for each delivery and APID with datagrams that nothing decodes."""
    standing = standing_subjects(store, "undecodable_datagram")
    for lost in store.records("decode_packets/lost_datagrams"):
        subject = f"{lost['downlink']:09d}/{lost['apid']}"
        standing.discard(subject)
        message = (
            f"{lost['datagram_count']} datagrams of APID {lost['apid']} in delivery "
            f"{lost['downlink']:09d} cannot be decoded, the first with packet "
            f"{lost['first_count'] % COUNT_MODULUS} ({lost['reason']}: {lost['detail']}). The rest "
            "of the delivery is used; ask for their packets again."
        )
        alert = Alert("undecodable_datagram", subject, message, ordinal=lost["ordinal"])
        raise_alert(store, alert, hand_off.opened_at)
    for subject in standing:
        clear_alert(store, "undecodable_datagram", subject, hand_off.opened_at)
