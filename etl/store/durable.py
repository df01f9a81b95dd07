"""A file appears whole or not at all: written beside, synced, then renamed into place."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PARTS = ".*.part*"

# Digests are made beside the writing: hashing and writing each take a core's whole attention.
_HASHERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="digest")


class PartFile:
    """A file being written under a name of its own, with what was written so far."""

    def __init__(self, beside: Path) -> None:
        self.beside = beside
        self.size_bytes = 0
        self._digest = hashlib.sha256()
        self._stream = beside.open("wb")
        self._hashed: Future[None] | None = None

    def write(self, content: bytes | memoryview) -> None:
        """Append ``content``, which must not change until the next call."""
        self._settle()
        self._hashed = _HASHERS.submit(self._digest.update, content)
        self._stream.write(content)
        self.size_bytes += len(content)

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written so far, in hex."""
        self._settle()
        return self._digest.hexdigest()

    def finish(self, target: Path) -> None:
        """Make what was written durable, then visible as ``target``."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        self.beside.rename(target)
        sync_folder(target.parent)

    def discard(self) -> None:
        """Remove what is left beside, if anything."""
        self._settle()
        self._stream.close()
        self.beside.unlink(missing_ok=True)

    def _settle(self) -> None:
        if self._hashed is not None:
            self._hashed.result()


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


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
