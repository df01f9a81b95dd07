"""Deliveries as files: what the site's decoder and its transfer leave behind."""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from etl.formats.evt import HEADER_BYTES, Header, pack, write_header
from etl.simulator.damage import WrongDigest
from etl.simulator.dealing import Rows
from etl.simulator.deliveries import ChunkFile, Delivery
from etl.simulator.index import index_lines
from etl.simulator.packing import Packing, archive, harm, write_manifest
from etl.simulator.records import records, shape
from etl.simulator.truth import Truth


def stem(truth: Truth, file: ChunkFile) -> str:
    """Name a chunk file, without its suffix."""
    plan = truth.runs[file.run].plan
    return (
        f"{plan.ground_id:08x}-{plan.run_id:08x}-{plan.apids[file.epu]:04d}-{file.chunk_number:05d}"
    )


def write_delivery(truth: Truth, delivery: Delivery, folder: Path, packing: Packing) -> Path:
    """Write a delivery below a folder, under its downlink id; the same delivery, the same bytes.

    Returns
    -------
    Path
        The delivery's folder, or its archive.
    """
    target = folder / f"{delivery.downlink_id:09d}"
    target.mkdir(parents=True)
    for file in delivery.files:
        evt = target / f"{stem(truth, file)}.evt"
        with evt.open("wb") as chunk:
            _write_chunk(truth, file, chunk)
        if packing.index:
            with evt.with_suffix(".idx").open("w", encoding="ascii") as index:
                index.writelines(index_lines(truth, file, evt.name))
    _harm(truth, delivery, target, before_manifest=True)
    if packing.manifest is not None:
        lies = {d.file for d in delivery.damage if isinstance(d, WrongDigest)}
        names = {f"{stem(truth, delivery.files[place])}.evt" for place in lies}
        write_manifest(target, packing.manifest, names)
    _harm(truth, delivery, target, before_manifest=False)
    return target if packing.archive is None else archive(target, packing.archive)


def _harm(truth: Truth, delivery: Delivery, target: Path, *, before_manifest: bool) -> None:
    for damage in delivery.damage:
        if damage.before_manifest is before_manifest:
            file = delivery.files[damage.file]
            harm(target / f"{stem(truth, file)}.evt", damage, _starts(truth, file))


def _starts(truth: Truth, file: ChunkFile) -> Rows:
    lengths = shape(truth.runs[file.run], file.events).record_bytes
    return HEADER_BYTES + np.concatenate([[0], np.cumsum(lengths)])


def _write_chunk(truth: Truth, file: ChunkFile, chunk: BinaryIO) -> None:
    chunk.write(write_header(_header(truth, file)))
    for batch in records(truth, file):
        for block in pack(batch):
            chunk.write(block.data)


def _header(truth: Truth, file: ChunkFile) -> Header:
    run = truth.runs[file.run]
    first, last = file.events[[0, -1]]
    apid = run.plan.apids[file.epu]
    tones = run.tones
    elapsed = run.triggers.elapsed_ticks[run.sent.trigger]
    first_s, last_s = tones.time_s[tones.before(elapsed[[first, last]])].tolist()
    return Header(
        downlink=file.downlink_id,
        first_s=first_s,
        last_s=last_s,
        event_count=file.events.size,
        first_gem_sequence=int(run.gem_sequence[first]),
        last_gem_sequence=int(run.gem_sequence[last]),
        source_apids=(apid, 0, 0, 0),
        dfi_apids=(apid, 0, 0, 0),
        moot_key=run.plan.moot_key,
        moot_alias=run.plan.moot_alias,
    )
