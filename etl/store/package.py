"""What is in a delivery: a folder, a ``.tar`` or a ``.tar.gz``, file by file."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.errors import BadRequest
from etl.store.archive import Readable

DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True)
class Member:
    """One file of a delivery: its name inside, and its bytes to read once."""

    file_name: str
    content: Readable


class BrokenPackage(Exception):
    """The package ends or breaks before its end; what came before it is good."""


@dataclass
class UntilDamage:
    """Reads up to where a package is damaged, as if the file ended there."""

    content: Readable
    damage: str | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, or none from the damage on."""
        try:
            return self.content.read(size)
        except DAMAGE as damage:
            self.damage = str(damage)
            return b""


def members(path: Path) -> Iterator[Member]:
    """Yield the files of the delivery at ``path``; each must be read before the next is taken.

    Raises
    ------
    BadRequest
        There is nothing at ``path``, or nothing that can be a delivery.
    BrokenPackage
        The archive is damaged; raised after the members before the damage.
    """
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file() and path.name.endswith((".tar", ".tar.gz", ".tgz")):
        yield from _tar(path)
    elif path.is_file():
        with path.open("rb") as content:
            yield Member(path.name, content)
    else:
        raise BadRequest(
            f"{path}: nothing there. A delivery is a folder, a .tar, a .tar.gz or one file."
        )


def _folder(path: Path) -> Iterator[Member]:
    for file in sorted(path.rglob("*")):
        if file.is_file():
            with file.open("rb") as content:
                yield Member(file.relative_to(path).as_posix(), content)


def _tar(path: Path) -> Iterator[Member]:
    try:
        with tarfile.open(path) as package:
            for entry in package:
                content = package.extractfile(entry) if entry.isfile() else None
                if content is not None:
                    yield Member(_inside(entry.name), content)
    except DAMAGE as damage:
        raise BrokenPackage(str(damage)) from damage


def _inside(name: str) -> str:
    """Return a member's name without any way out of the delivery."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    return "/".join(parts) or "unnamed"
