"""Keep what is in a file, whether it came plain or gzipped."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from etl.store.archive import BLOCK_BYTES, Archived, Readable, archive
from etl.store.gzipped import MAGIC, Gunzipped
from etl.store.home import Home


@dataclass(frozen=True)
class Unpacked:
    """What became of a file that was taken out of gzip, if it came in it.

    Parameters
    ----------
    plain
        What was in it, up to any damage.
    sent_bytes, digests
        Length and digests, by algorithm, of what came; no digests where it came plain.
    damage, packed
        What is wrong with the gzip file, and itself as it came; None where nothing is.
    """

    plain: Archived
    sent_bytes: int
    digests: Mapping[str, str] | None = None
    damage: str | None = None
    packed: Archived | None = None


def archive_unpacked(home: Home, source: Readable) -> Unpacked:
    """Keep the bytes of ``source``, out of gzip if they begin like it."""
    first = source.read(len(MAGIC))
    whole = _Begun(first, source)
    if first != MAGIC:
        plain = archive(home, whole)
        return Unpacked(plain, plain.size_bytes)
    with TemporaryFile(dir=home.raw) as sent:
        digests = _spool(whole, sent)
        size_bytes = sent.tell()
        sent.seek(0)
        unpacked = Gunzipped(sent)
        plain = archive(home, unpacked)
        if unpacked.damage is None:
            return Unpacked(plain, size_bytes, digests)
        sent.seek(0)
        return Unpacked(plain, size_bytes, digests, unpacked.damage, archive(home, sent))


def _spool(source: Readable, sent: BinaryIO) -> dict[str, str]:
    """Write the bytes of ``source`` to ``sent``; returns their digests by algorithm."""
    digests = {"md5": hashlib.md5(usedforsecurity=False), "sha256": hashlib.sha256()}
    while block := source.read(BLOCK_BYTES):
        sent.write(block)
        for digest in digests.values():
            digest.update(block)
    return {algorithm: digest.hexdigest() for algorithm, digest in digests.items()}


@dataclass
class _Begun:
    """Bytes of which the first were read already."""

    first: bytes
    rest: Readable

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        begun, self.first = self.first, b""
        return begun or self.rest.read(size)
