"""The raw archive: every byte received is written once, under its SHA-256."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from etl.errors import HalfPipeError
from etl.formats.mapped import mapped
from etl.store.durable import PartFile, file_sha256, part_file, part_of_group, whole_file
from etl.store.home import Home

BLOCK_BYTES = 512 * 1024
LONGEST_NAME_BYTES = 240  # 255, less the dot and the ending of a file being written


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
    """Keep the bytes of ``source``: written beside, synced, then named by their SHA-256."""
    with kept_file(home) as file:
        while block := source.read(BLOCK_BYTES):
            file.write(block)
    return Archived(file.sha256, file.size_bytes)


def kept(home: Home, sha256: str, size_bytes: int, *, is_old: bool = False) -> Path:
    """Return where bytes are kept, if they are still all there; of ``is_old`` ones read each byte.

    Raises
    ------
    HalfPipeError
        The file is gone or not as it was received.
    """
    path = home.archived(sha256)
    found = path.stat().st_size if path.is_file() else None
    if found == size_bytes and is_old:
        digest = file_sha256(path)
        if digest == sha256:
            return path
        told = f"its bytes have the SHA-256 {digest}, due is its name"
    elif found == size_bytes:
        return path
    else:
        told = "it is gone" if found is None else f"it has {found} bytes, due {size_bytes}"
    raise HalfPipeError(
        f"{home.relative(path)}, in the raw archive: {told}. Nothing was made of it. Put it back "
        "from a copy, or receive the delivery it came with once more, then: halfpipe cycle"
    )


@contextmanager
def kept_file(home: Home) -> Iterator[PartFile]:
    """Yield a file to write; when the block ends well the archive keeps it."""
    with part_file(part_of_group(home.raw), lambda file: home.archived(file.sha256)) as file:
        yield file


def quarantine(home: Home, sha256: str, downlink: int, file_name: str) -> None:
    """Put kept bytes where a person looks for what could not be used, under their own name."""
    flat = file_name.replace("/", "__").encode()[-LONGEST_NAME_BYTES:]
    name = flat.decode(errors="ignore")
    place = home.quarantine / f"{downlink:09d}" / name
    if not place.exists():
        with home.archived(sha256).open("rb") as kept, whole_file(place) as copy:
            while block := kept.read(BLOCK_BYTES):
                copy.write(block)


@contextmanager
def viewed(path: Path) -> Iterator[memoryview]:
    """Map a file into memory and yield a view of it, to be sliced without copies."""
    with mapped(path) as content, memoryview(content) as view:
        yield view


def forget(view: memoryview) -> None:
    """Let go of the pages of a view that were read: they count as this process's memory."""
    if isinstance(view.obj, mmap.mmap):
        view.obj.madvise(mmap.MADV_DONTNEED)
