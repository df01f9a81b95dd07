"""A file appears whole or not at all: written beside, synced, then renamed into place."""

import hashlib
import mmap
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PARTS = ".*.part*"

# A file is digested while the disk takes it: the one keeps a core busy, the other only waits.
_SYNCING = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sync")


class PartFile:
    """A file being written under a name of its own; once settled, it is durable and digested."""

    def __init__(self, beside: Path) -> None:
        self.beside = beside
        self.size_bytes = 0
        self._stream = beside.open("w+b", buffering=0)
        self._digest: str | None = None

    def write(self, content: bytes | memoryview) -> None:
        """Append ``content``."""
        rest = memoryview(content)
        while rest:  # a full disk takes what it can, and refuses the next byte
            rest = rest[os.write(self._stream.fileno(), rest) :]
        self.size_bytes += len(content)

    def write_by(self, write: Callable[[int], int]) -> None:
        """Let ``write`` append to the file, given its descriptor; it returns how many bytes."""
        self.size_bytes += write(self._stream.fileno())

    def put_in_front(self, content: bytes) -> None:
        """Write over the first bytes, once what follows them is known."""
        os.pwrite(self._stream.fileno(), content, 0)

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written, in hex; nothing can be written after it was asked for."""
        return self._digest or self._settle()

    def finish(self, target: Path) -> None:
        """Make what was written durable, then visible as ``target``."""
        self._digest = self._digest or self._settle()
        self._stream.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        self.beside.rename(target)
        sync_folder(target.parent)

    def discard(self) -> None:
        """Remove what is left beside, if anything."""
        self._stream.close()
        self.beside.unlink(missing_ok=True)

    def _settle(self) -> str:
        descriptor = self._stream.fileno()
        synced = _SYNCING.submit(os.fsync, descriptor)
        try:
            self._digest = _sha256(descriptor, self.size_bytes)
        finally:
            synced.result()
        return self._digest


def _sha256(descriptor: int, size_bytes: int) -> str:
    if size_bytes == 0:  # nothing that could be mapped
        return hashlib.sha256().hexdigest()
    with mmap.mmap(descriptor, size_bytes, access=mmap.ACCESS_READ) as content:
        return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def part_file(beside: Path, target: Callable[[PartFile], Path]) -> Iterator[PartFile]:
    """Yield a file to write; when the block ends well it gets the name that ``target`` returns."""
    beside.parent.mkdir(parents=True, exist_ok=True)
    file = PartFile(beside)
    try:
        yield file
        file.finish(target(file))
    finally:
        file.discard()


@contextmanager
def whole_file(target: Path) -> Iterator[PartFile]:
    """Yield a file to write; it becomes ``target`` when the block ends well."""
    with part_file(target.with_name(f".{target.name}.part"), lambda _: target) as file:
        yield file


def write_lines(target: Path, lines: list[str]) -> None:
    """Write a text file of ``lines``, whole."""
    with whole_file(target) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())


def remove_parts(folder: Path) -> None:
    """Remove what a killed process left half-written below ``folder``."""
    for part in list(folder.rglob(PARTS)):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


def part_of_group(folder: Path) -> Path:
    """Return a new name beside; it tells the group of processes, should that leave it behind."""
    return folder / f".{os.getpgrp()}-{uuid.uuid4().hex}.part"


def remove_parts_of(group: int, *folders: Path) -> None:
    """Remove what a killed group of processes left half-written in ``folders``."""
    for folder in folders:
        for part in folder.glob(f".{group}-*.part"):
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
