"""A file appears whole or not at all: written beside, synced, then renamed into place."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from etl.store.archive import sync_folder

PARTS = ".*.part"


class WholeFile:
    """A file being written; it gets its name when the ``with`` block ends well.

    ``sha256`` and ``size_bytes`` tell what was written so far.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.beside = target.with_name(f".{target.name}.part")
        self.size_bytes = 0
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.beside.open("wb", buffering=0)
        return self

    def write(self, content: bytes | memoryview) -> None:
        """Append ``content``."""
        self._stream.write(content)
        self._digest.update(content)
        self.size_bytes += len(content)

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written so far, in hex."""
        return self._digest.hexdigest()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                os.fsync(self._stream.fileno())
                self._stream.close()
                self.beside.rename(self.target)
                sync_folder(self.target.parent)
        finally:
            self._stream.close()
            self.beside.unlink(missing_ok=True)


@contextmanager
def whole_text(target: Path) -> Iterator[list[str]]:
    """Yield a list; its lines become the file ``target`` when the block ends well."""
    lines: list[str] = []
    yield lines
    with WholeFile(target) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())


def remove_parts(folder: Path) -> None:
    """Remove what a killed process left half-written below ``folder``."""
    for part in folder.rglob(PARTS):
        part.unlink()
