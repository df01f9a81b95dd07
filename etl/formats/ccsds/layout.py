"""What a packet looks like: its headers, and the columns they become."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Mask = NDArray[np.bool_]
Columns = dict[str, "NDArray[np.generic] | np.ma.MaskedArray[tuple[int], np.dtype[np.generic]]"]

PRIMARY_BYTES = 6
LEAST_BYTES = PRIMARY_BYTES + 1
"""A packet has at least one byte behind its primary header (CCSDS 133.0-B-2 §4.1.4.1.2)."""

COUNT_MODULUS = 1 << 14
"""Sequence counts are of 14 bits."""

COUNT_BITS = COUNT_MODULUS - 1

TIME_STOP = PRIMARY_BYTES + 8
PAD_STOP = TIME_STOP + 2

KIND_BITS = 0xF000
"""Version and type of the first word; both are 0 in a telemetry packet."""

SECONDARY_HEADER = 0x0800
APID_BITS = 0x07FF

HEADER = np.dtype(
    [
        ("word", ">u4"),
        ("length", ">u2"),
        ("time", ">u8"),
        ("pad", ">u2"),
    ]
)


@dataclass(frozen=True)
class Framing:
    """How a source lays packets in a file.

    Parameters
    ----------
    annotation_bytes
        What the front end puts before each packet.
    has_lat_time
        Whether secondary headers are those of the LAT: seconds and microseconds since 2001-01-01
        and a pad count. Elsewhere no time is read.
    """

    annotation_bytes: int = 0
    has_lat_time: bool = True


@dataclass(frozen=True)
class Skipped:
    """Bytes of a file that are in no packet, and why.

    Parameters
    ----------
    offset_bytes, length_bytes
        Where they are; an empty file has one entry of no length.
    reason
        One of ``empty_file``, ``truncated_packet``, ``bad_length``, ``not_a_packet``.
    detail
        What was found and what was due, in words.
    """

    offset_bytes: int
    length_bytes: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Stretch:
    """The packets that a stretch of a file holds, as columns, and the bytes in none of them."""

    packets: Columns
    skipped: tuple[Skipped, ...]

    def __len__(self) -> int:
        """Return how many packets there are."""
        return len(self.packets["offset_bytes"])

    @property
    def apids(self) -> NDArray[np.uint32]:
        """APID of each packet."""
        words = np.asarray(self.packets["header_word"], np.uint32)
        return words >> np.uint32(16) & np.uint32(APID_BITS)
