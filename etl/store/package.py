"""What is in a delivery: a folder, a ``.tar`` or a ``.tar.gz``, file by file."""

import io
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

from etl.errors import BadRequest
from etl.store.archive import BLOCK_BYTES, Readable
from etl.store.gzipped import MAGIC, Gunzipped

END_MARK = bytes(tarfile.BLOCKSIZE)


@dataclass(frozen=True)
class Member:
    """One file of a delivery: its name inside, its bytes to read once, and how many are due."""

    file_name: str
    content: Readable
    size_bytes: int


@dataclass(frozen=True)
class NoFile:
    """Something in a delivery that has no bytes of its own: its name inside, and what it is."""

    file_name: str
    what: str


class BrokenPackage(Exception):
    """The package ends or breaks before its end; what came before it is good."""


def members(path: Path) -> Iterator[Member | NoFile]:
    """Yield what is in the delivery at ``path``; each file must be read before the next is taken.

    Raises
    ------
    BadRequest
        There is nothing at ``path``, or nothing that can be a delivery.
    BrokenPackage
        The archive is damaged; raised after the members before the damage.
    """
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file() and path.name.lower().endswith((".tar", ".tar.gz", ".tgz")):
        yield from _tar(path)
    elif path.is_file():
        with path.open("rb") as content:
            yield Member(_inside(path.name), content, path.stat().st_size)
    else:
        raise BadRequest(
            f"{path}: nothing there. A delivery is a folder, a .tar, a .tar.gz or one file."
        )


def _folder(path: Path) -> Iterator[Member | NoFile]:
    walked = ((Path(place), [*folders, *names]) for place, folders, names in _walked(path))
    for file in sorted(place / name for place, names in walked for name in names):
        name = _inside(file.relative_to(path).as_posix())
        if file.is_file():
            with _opened(file) as content:
                yield Member(name, content, file.stat().st_size)
        elif file.is_symlink():
            yield NoFile(name, "a link to no file")
        elif not file.is_dir():
            yield NoFile(name, "a pipe or a device")


def _walked(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    def refuse(error: OSError) -> None:
        raise _refusal(error)

    return os.walk(path, onerror=refuse)


def _opened(file: Path) -> io.BufferedReader:
    try:
        return file.open("rb")
    except OSError as error:
        raise _refusal(error) from error


def _refusal(error: OSError) -> BadRequest:
    return BadRequest(
        f"{error.filename}: {error.strerror}. Nothing of the delivery was received; make it "
        "readable, and receive it again."
    )


def _tar(path: Path) -> Iterator[Member | NoFile]:
    with path.open("rb") as file:
        if not file.peek(len(MAGIC)).startswith(MAGIC):
            yield from _members(file)
            return
        unpacked = Gunzipped(file)
        try:
            yield from _members(unpacked)
        except BrokenPackage as broken:
            raise BrokenPackage(unpacked.damage or str(broken)) from broken
        if unpacked.damage is not None:
            raise BrokenPackage(unpacked.damage)


def _members(unpacked: io.BufferedIOBase) -> Iterator[Member | NoFile]:
    try:
        with tarfile.open(
            fileobj=unpacked, mode="r|", bufsize=BLOCK_BYTES, tarinfo=_Entry
        ) as package:
            stream = cast(IO[bytes], package.fileobj)
            for entry in package:
                if entry.issparse():
                    raise tarfile.ReadError(f"{entry.name} is stored sparse, which is not read")
                if entry.isfile():
                    yield Member(_inside(entry.name), _Stored(stream, entry.size), entry.size)
                elif not entry.isdir():
                    what = "a link" if entry.linkname else "a pipe or a device"
                    yield NoFile(_inside(entry.name), what)
            _check_rest(stream)
    except (tarfile.TarError, ValueError) as error:  # the latter for extended headers
        raise BrokenPackage(str(error)) from error


def _check_rest(stream: IO[bytes]) -> None:
    """Read on behind the end mark, where nothing but padding may be."""
    while block := stream.read(BLOCK_BYTES):
        if block.strip(b"\0"):
            raise tarfile.ReadError("there is more behind the end mark of the archive")


class _Entry(tarfile.TarInfo):
    """A header; a damaged one does not pass for the end of the archive, as it does by default."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header from its block; the end mark is a block of zeros."""
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if buf == END_MARK:
                raise
            raise tarfile.ReadError(str(error)) from error


@dataclass
class _Stored:
    """The bytes of a member, as they lie in the archive; fewer where that ends."""

    stream: IO[bytes]
    left_bytes: int

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        wanted = self.left_bytes if size < 0 else min(size, self.left_bytes)
        block = self.stream.read(wanted)
        self.left_bytes -= len(block)
        return block


def _inside(name: str) -> str:
    """Return a member's name without any way out of the delivery, in letters that all can read."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return readable("/".join(parts)) or "unnamed"


def readable(name: str) -> str:
    """Return a name in letters that all can read, whatever bytes the file system has for it."""
    return name.encode(errors="surrogateescape").decode(errors="replace")
