"""Read the headers of packets, and the CRC-32 of each, into columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.checksums import checksums
from etl.formats.ccsds.layout import (
    HEADER,
    PAD_STOP,
    SECONDARY_HEADER,
    TIME_STOP,
    Bytes,
    Columns,
    Offsets,
)
from etl.formats.evt.ragged import gather


def columns(buffer: Bytes, offsets: Offsets, lengths: Offsets, *, has_lat_time: bool) -> Columns:
    """Return the columns of ``raw.packet_headers`` that the packets themselves tell.

    What lies side by side in a header stays one number, which ``raw.packets`` takes apart: to store
    a column costs more than to read it.

    Parameters
    ----------
    buffer
        The bytes of the file.
    offsets, lengths
        First byte and length in bytes of each packet; all lie inside the buffer.
    has_lat_time
        Whether the secondary headers are those of the LAT.
    """
    header = _headers(buffer, offsets)
    word = header["word"].astype(np.uint32)
    timed = ((word >> 16 & SECONDARY_HEADER) > 0) & has_lat_time
    no_time = ~(timed & (lengths >= TIME_STOP))
    no_pad = ~(timed & (lengths >= PAD_STOP))
    return {
        "header_word": word,
        "packet_time": np.ma.MaskedArray(header["time"].astype(np.uint64), no_time),
        "pad_bytes": np.ma.MaskedArray(header["pad"].astype(np.int32), no_pad),
        "crc32": checksums(buffer, offsets, lengths),
        "offset_bytes": offsets,
        "length_bytes": lengths.astype(np.int32),
    }


def _headers(buffer: Bytes, offsets: Offsets) -> NDArray[Any]:
    """Gather the header of each packet; what would lie behind the end of the file is zero."""
    inside = int(np.searchsorted(offsets, buffer.size - HEADER.itemsize, side="right"))
    headers = gather(buffer, offsets[:inside], HEADER)
    if inside == offsets.size:
        return headers
    start = int(offsets[inside])
    tail = np.concatenate([buffer[start:], np.zeros(HEADER.itemsize, np.uint8)])
    return np.concatenate([headers, gather(tail, offsets[inside:] - start, HEADER)])
