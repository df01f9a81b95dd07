"""One header-and-data unit, written in pieces, summed on the way, its header completed last."""

import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO

from astropy.io.fits import Header

from etl.formats.fits.checksum import Datasum, encode, fold

BLOCK_BYTES = 2880
# Measured: on ext4, writes of a megabyte and more take three to ten times as long as these.
WRITE_BYTES = 1 << 19
# One is summed and written, one waits for that, one is made.
PIECES_KEPT = 3


def write_unit(stream: BinaryIO, header: Header, pieces: Iterable[memoryview] = ()) -> None:
    """Write one unit at the end of a file.

    The header goes out first with empty sums, and again at the same length once the data is out,
    so that the data passes through memory once, a piece at a time. One piece is summed and
    written while the next ones are made.

    Parameters
    ----------
    stream
        A binary file, open for writing, standing at its end.
    header
        Has the cards CHECKSUM (sixteen ``0``) and DATASUM; both are filled in.
    pieces
        The bytes of the data, in order, without padding; each has to last until `PIECES_KEPT`
        more are asked for.
    """
    start = stream.tell()
    stream.write(header.tostring().encode("ascii"))
    data_sum = _write_data(stream, pieces)
    stream.write(bytes((start - stream.tell()) % BLOCK_BYTES))
    stream.seek(start)
    stream.write(_complete(header, data_sum))
    stream.seek(0, os.SEEK_END)


def _write_data(stream: BinaryIO, pieces: Iterable[memoryview]) -> int:
    """Write the pieces and return their DATASUM."""
    datasum = Datasum()

    def put(piece: memoryview) -> None:
        for first in range(0, len(piece), WRITE_BYTES):
            part = piece[first : first + WRITE_BYTES]
            datasum.update(part)
            stream.write(part)

    with ThreadPoolExecutor(max_workers=1) as disk:
        pending: deque[Future[None]] = deque()
        for piece in pieces:
            pending.append(disk.submit(put, piece))
            if len(pending) == PIECES_KEPT:
                pending.popleft().result()
        for written in pending:
            written.result()
    return datasum.value


def _complete(header: Header, data_sum: int) -> bytes:
    header["DATASUM"] = str(data_sum)
    datasum = Datasum()
    datasum.update(header.tostring().encode("ascii"))
    header["CHECKSUM"] = encode(fold(data_sum + datasum.value))
    return bytes(header.tostring().encode("ascii"))
