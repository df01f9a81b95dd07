"""The bytes inside a gzip file, all of them up to where it is damaged."""

import io
import sys
import zlib
from typing import BinaryIO

MAGIC = b"\x1f\x8b"
BLOCK_BYTES = 1 << 16
_GZIP_WINDOW = 31


class Gunzipped(io.BufferedIOBase):
    """Reads a gzip file of one or more members; damage is told, never raised.

    ``damage`` says what is wrong once the good bytes are read: a length or a check sum that does
    not hold, an end that comes too early, or something behind the end.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.damage: str | None = None
        self._file = file
        self._inflate = zlib.decompressobj(_GZIP_WINDOW)
        self._ready = bytearray()
        self._has_ended = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next ``size`` bytes; less only at the end, or where the damage is."""
        size = sys.maxsize if size is None or size < 0 else size
        while len(self._ready) < size and not self._has_ended:
            self._inflate_more()
        block = bytes(self._ready[:size])
        del self._ready[:size]
        return block

    def _inflate_more(self) -> None:
        packed = self._inflate.unused_data or self._file.read(BLOCK_BYTES)
        if self._inflate.eof and not self._begin_member(packed):
            return
        if not packed:
            self._end("the gzip file ends in the middle")
            return
        before = self._inflate.copy()
        try:
            self._ready += self._inflate.decompress(packed)
        except zlib.error as error:
            self._ready += _until_error(before, packed)
            self._end(f"damaged gzip file: {error}")

    def _begin_member(self, packed: bytes) -> bool:
        """Say whether another member follows a whole one; zeros behind it are padding."""
        if packed.startswith(MAGIC):
            self._inflate = zlib.decompressobj(_GZIP_WINDOW)
            return True
        while packed and not packed.strip(b"\0"):
            packed = self._file.read(BLOCK_BYTES)
        self._end("bytes that are not gzip follow the gzip file" if packed else None)
        return False

    def _end(self, damage: str | None) -> None:
        self.damage = damage
        self._has_ended = True


def _until_error(inflate: "zlib._Decompress", packed: bytes) -> bytes:
    """Inflate byte by byte, so that nothing in front of the damage is lost."""
    ready = bytearray()
    try:
        for place in range(len(packed)):
            ready += inflate.decompress(packed[place : place + 1])
    except zlib.error:
        pass
    return bytes(ready)
