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
    """Return the columns of ``raw.packets`` that the packets themselves tell.

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
    word, count = header["word"].astype(np.uint16), header["count"].astype(np.uint16)
    timed = ((word & SECONDARY_HEADER) > 0) & has_lat_time
    no_time = ~(timed & (lengths >= TIME_STOP))
    no_pad = ~(timed & (lengths >= PAD_STOP))
    return {
        "apid": (word & 0x7FF).astype(np.int32),
        "header_flags": (word >> 11).astype(np.uint8),
        "sequence_flags": (count >> 14).astype(np.uint8),
        "sequence_count": (count & 0x3FFF).astype(np.int16),
        "length_field": header["length"].astype(np.int32),
        "packet_time_s": np.ma.MaskedArray(header["s"].astype(np.uint32), no_time),
        "packet_time_us": np.ma.MaskedArray(header["us"].astype(np.uint32), no_time),
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
