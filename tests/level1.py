"""Merged chunk files as Level 1 sees them: read with plain ``struct``, judged by its own rules."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evt_oracle import read_events
from oracle.level1 import ChunkFile, refusals

NUMBERS = ("version", "runid", "first_s", "last_s", "event_count", "first_gem", "last_gem")


@dataclass(frozen=True)
class Header:
    """The header of a chunk file, field by field (reference: evt.md, section 1)."""

    version: int
    runid: int
    first_s: int
    last_s: int
    event_count: int
    first_gem: int
    last_gem: int
    counters: tuple[int, ...]
    moot_key: int
    moot_alias: str


@dataclass(frozen=True)
class Merged:
    """A merged chunk file."""

    path: Path

    @cached_property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def header(self) -> Header:
        found = struct.unpack_from("<5I3Q16II64s", self.data)
        assert found[0] == 0xFAF32000
        named = dict(zip(NUMBERS, found[1:8], strict=True))
        alias = found[25].partition(b"\0")[0].decode()
        return Header(**named, counters=found[8:24], moot_key=found[24], moot_alias=alias)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        return list(read_events(self.data))

    @property
    def records(self) -> list[bytes]:
        return [
            self.data[event["offset_bytes"] : event["offset_bytes"] + event["length_bytes"]]
            for event in self.events
        ]

    def disagreements(self) -> list[str]:
        """What the header says otherwise than the records do, and records out of order."""
        first, last, said = self.events[0], self.events[-1], self.header
        due = {
            "version": 0x09090909,
            "runid": int(self.path.parts[-3]),
            "first_s": first["timetone_s"],
            "last_s": last["timetone_s"],
            "event_count": len(self.events),
            "first_gem": first["gem_sequence"],
            "last_gem": last["gem_sequence"],
            "counters": (0,) * 16,
        }
        found = [
            f"{self.path.name}: {name} is {getattr(said, name)}, due {value}"
            for name, value in due.items()
            if getattr(said, name) != value
        ]
        keys = [key(event) for event in self.events]
        if keys != sorted(set(keys)):
            found.append(f"{self.path.name}: its events are not each once and in order")
        if self.path.stem != f"{self.path.parts[-2]}-e{first['gem_sequence']:020d}":
            found.append(f"{self.path.name}: not named for its run and its first event")
        return found


def key(event: dict[str, Any]) -> tuple[int, int, int]:
    return event["gem_sequence"], event["apid"], event["datagram_sequence"]


def objections(paths: Sequence[Path]) -> list[str]:
    """Why Level 1 would refuse a run that has these chunk files; nothing if it takes it."""
    headers = [(path.stem, Merged(path).header) for path in paths]
    backwards = [
        f"{name} ends at GEM {said.last_gem}, before it begins"
        for name, said in headers
        if said.last_gem < said.first_gem
    ]
    return backwards + refusals(
        [
            ChunkFile(
                name, said.event_count, said.first_gem, said.last_gem, said.first_s, said.last_s
            )
            for name, said in headers
        ]
    )
