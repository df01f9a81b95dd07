"""The raw archive: every byte received is written once, under its SHA-256."""

import hashlib
import mmap
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from etl.store.home import Home

BLOCK_BYTES = 1024 * 1024


class Readable(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""


@dataclass(frozen=True)
class Archived:
    """What is known of bytes once they are kept."""

    sha256: str
    size_bytes: int


def archive(home: Home, source: Readable) -> Archived:
    """Keep the bytes of ``source``: written beside, synced, then named by their SHA-256.

    Bytes that are kept already are not written again.
    """
    home.raw.mkdir(parents=True, exist_ok=True)
    beside = home.raw / f".{uuid.uuid4().hex}.part"
    sha256, size_bytes = hashlib.sha256(), 0
    try:
        with beside.open("wb") as target:
            while block := source.read(BLOCK_BYTES):
                sha256.update(block)
                target.write(block)
                size_bytes += len(block)
            target.flush()
            os.fsync(target.fileno())
        kept = home.archived(sha256.hexdigest())
        if kept.exists():
            beside.unlink()
        else:
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside.rename(kept)
            sync_folder(kept.parent)
    finally:
        beside.unlink(missing_ok=True)
    return Archived(sha256.hexdigest(), size_bytes)


def quarantine(home: Home, sha256: str, downlink: int, file_name: str) -> Path:
    """Put kept bytes where a person looks for what could not be used, under their own name."""
    place = home.quarantine / f"{downlink:09d}" / file_name.replace("/", "__")
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        beside = place.with_name(f".{place.name}.part")
        shutil.copyfile(home.archived(sha256), beside)
        beside.rename(place)
    return place


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def mapped(path: Path) -> Iterator[bytes | mmap.mmap]:
    """Map a file into memory; an empty one, which cannot be mapped, is empty bytes."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            yield b""
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield content
