"""How a delivery's folder is sealed: harmed where it should be, listed in a manifest, archived."""

import gzip
import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from etl.simulator.damage import Damage, Extra, WrongIndex
from etl.simulator.dealing import Rows

MANIFESTS = {"sha256": "SHA256SUMS", "md5": "MD5SUMS"}


@dataclass(frozen=True)
class Packing:
    """How a delivery is packed.

    Parameters
    ----------
    archive
        A kind of archive, instead of a folder.
    manifest
        Which digests its manifest has; None means no manifest.
    index
        Whether ``.idx`` files lie beside the ``.evt`` files.
    """

    archive: Literal["tar", "tar.gz"] | None = None
    manifest: Literal["sha256", "md5"] | None = "sha256"
    index: bool = True


def harm(evt: Path, damage: Damage, starts: Rows) -> None:
    """Damage a chunk file that is written, or what lies beside it.

    Parameters
    ----------
    evt
        The chunk file.
    damage
        What happens to it.
    starts
        Offset of each of its records, and of the end of the last.
    """
    if isinstance(damage, Extra):
        (evt.parent / damage.name).write_bytes(damage.data)
    elif isinstance(damage, WrongIndex):
        index = evt.with_suffix(".idx")
        lines = index.read_text(encoding="ascii").splitlines(keepends=True)
        index.write_text("".join(lines[:-1]), encoding="ascii")
    else:
        harmed = damage.harm(evt.read_bytes(), starts)
        if harmed is None:
            evt.unlink()
        else:
            evt.write_bytes(harmed)


def write_manifest(folder: Path, kind: Literal["sha256", "md5"], lies: set[str]) -> None:
    """List the files of a folder with their digests; of the names in `lies` with wrong ones."""
    lines = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, kind).hexdigest()
        if path.name in lies:
            digest = digest[::-1]
        lines.append(f"{digest}  {path.name}\n")
    (folder / MANIFESTS[kind]).write_text("".join(lines), encoding="utf-8")


def archive(folder: Path, kind: Literal["tar", "tar.gz"]) -> Path:
    """Put a folder into an archive beside it and take it away; no clock is in the bytes."""
    target = folder.with_name(f"{folder.name}.{kind}")
    with _opened(target, kind) as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for path in sorted(folder.iterdir()):
            entry = tarfile.TarInfo(f"{folder.name}/{path.name}")
            entry.size = path.stat().st_size
            with path.open("rb") as content:
                tar.addfile(entry, content)
    shutil.rmtree(folder)
    return target


@contextmanager
def _opened(target: Path, kind: Literal["tar", "tar.gz"]) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with target.open("wb") as file:
        if kind == "tar":
            yield file
        else:
            with gzip.GzipFile("", "wb", compresslevel=1, fileobj=file, mtime=0) as packed:
                yield packed
