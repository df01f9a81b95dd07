"""Put datagrams together from packets, and plan how they are decoded."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from etl.formats import retdef
from etl.formats.datagram import run_named
from etl.settings import Settings
from etl.store.archive import viewed
from etl.store.durable import whole_file
from etl.store.hand_offs import HandOff
from etl.store.store import Store

Record = dict[str, Any]
Files = dict[int, dict[int, str]]

RELATIONS = (
    "grouped_packets",
    "groups",
    "disputed_copies",
    "sent_choices",
    "choices",
    "copies",
    "assembled",
)


def assemble(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Group the packets that ``hand_off`` touched and plan what is whole; returns how many."""
    number = hand_off.hand_off_number
    store.make("assemble/touched_times", hand_off=number)
    store.make("decide/active_decisions", hand_off=number)
    store.make("decide/ignored_deliveries")
    for name in RELATIONS:
        store.make(f"assemble/{name}")
    store.run("assemble/retire_groups", hand_off=number)
    store.run("assemble/add_groups", hand_off=number)
    limits = {name: getattr(settings, name) for name in ("max_decode_chunks", "decode_chunk_bytes")}
    store.make("assemble/plan", **limits, ordinal=hand_off.ordinal)
    for name in ("add_planned", "add_deliveries"):
        store.run(f"assemble/{name}", ordinal=hand_off.ordinal)
    return _write_plan(store, hand_off)


def _write_plan(store: Store, hand_off: HandOff) -> str:
    planned = store.records("assemble/planned")
    files: Files = defaultdict(dict)
    for chunk, file_id, sha256 in store.rows("assemble/packet_files"):
        files[chunk][file_id] = store.home.relative(store.home.archived(sha256))
    rows: dict[str, list[object]] = defaultdict(list)
    for chunk, piece in groupby(planned, key=itemgetter("decode_chunk")):
        records = list(piece)
        path = _write_piece(store, hand_off, chunk, records, files[chunk])
        rows["ordinal"].append(hand_off.ordinal)
        rows["decode_chunk"].append(chunk)
        rows["datagram_count"].append(len(records))
        rows["packet_count"].append(sum(record["packet_count"] for record in records))
        rows["datagram_bytes"].append(sum(record["datagram_bytes"] for record in records))
        rows["path"].append(store.home.relative(path))
    if rows:
        store.append("raw.decode_plan", rows)
    return f"{len(planned)} datagrams in {len(rows['path'])} pieces"


def _write_piece(
    store: Store, hand_off: HandOff, chunk: int, records: list[Record], files: Mapping[int, str]
) -> Path:
    with ExitStack() as stack:
        views = {
            file_id: stack.enter_context(viewed(store.home.folder / path))
            for file_id, path in files.items()
        }
        datagrams = tuple(_planned(record, views) for record in records)
    piece = retdef.RetDef(hand_off.downlink, chunk, files, datagrams)
    folder = store.home.plans / f"{hand_off.downlink:09d}"
    path = folder / f"RetDef-{hand_off.downlink:09d}-{chunk:03d}.xml"
    with whole_file(path) as file:
        file.write(retdef.write(piece))
    return path


def _planned(record: Record, views: Mapping[int, memoryview]) -> retdef.PlannedDatagram:
    first = record["packets"].partition(" ")[0]
    file, _, place = first.partition(":")
    offset, _, length = place.partition("+")
    start = views[int(file)][int(offset) : int(offset) + int(length)]
    return retdef.PlannedDatagram(
        place=record["place_number"],
        run_id=run_named(start),
        scid=record["scid"],
        apid=record["apid"],
        first_count=record["first_count"],
        last_count=record["last_count"],
        packets=record["packets"],
    )
