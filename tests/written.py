"""A small spacecraft to test with, and what it wrote, read back."""

import hashlib
import struct
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt import Chunk, read_chunk
from etl.simulator.account import EVENT_KEY, Keys
from etl.simulator.copies import Fractions
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario

SMALL = RunPlan(events=600, events_per_datagram=(10, 30))
STORY = Scenario(runs=(SMALL,))
HALVES = replace(STORY, passes=Fractions(((0.5,),)))
BARE = Packing(manifest=None, index=False)
Alter = Callable[[bytearray, int], None]


def flown(**plan: object) -> Scenario:
    return replace(STORY, runs=(replace(SMALL, **plan),))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Read:
    data: bytes
    chunk: Chunk

    def column(self, name: str) -> NDArray[Any]:
        if name == "datagram_sequence":
            return self.chunk.datagram_sequence
        return self.chunk.events[name]

    def records(self) -> list[bytes]:
        starts = self.column("offset_bytes").tolist()
        lengths = self.column("length_bytes").tolist()
        return [self.data[at : at + size] for at, size in zip(starts, lengths, strict=True)]


def read_files(folder: Path) -> list[Read]:
    contents = [path.read_bytes() for path in sorted(folder.glob("*.evt"))]
    return [Read(data, read_chunk(data)) for data in contents]


def payload_of(record: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", record, 296)
    return record[308 : 300 + length]


def keys_read(folder: Path) -> Keys:
    parts = [np.empty(0, EVENT_KEY)]
    for chunk in read_files(folder):
        found = np.empty(chunk.column("apid").size, EVENT_KEY)
        for name in EVENT_KEY.names or ():
            found[name] = chunk.column(name)
        parts.append(found)
    return np.concatenate(parts)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def disagreements(folder: Path) -> list[str]:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    found = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    wrong = {
        name
        for name in found & set(listed)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]
    }
    return sorted(wrong | (found ^ set(listed)))


def altered(folder: Path, apid: int, numbers: Container[int], alter: Alter) -> None:
    """Alter each record of these datagrams in a bare delivery, where it begins in its file."""
    for path in sorted(folder.glob("*.evt")):
        data = bytearray(path.read_bytes())
        read = Read(bytes(data), read_chunk(bytes(data)))
        columns = (read.column(n) for n in ("apid", "datagram_sequence", "offset_bytes"))
        for stream, number, at in zip(*(column.tolist() for column in columns), strict=True):
            if stream == apid and number in numbers:
                alter(data, at)
        path.write_bytes(data)
