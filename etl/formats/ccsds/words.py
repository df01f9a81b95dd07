"""The first words of packets: which of them a stream makes plausible, and where they stand.

The first word of a header is version, type, secondary-header flag and APID. A stream has few of
them: payload that reads as one of them by chance is rare, two in a chain are rarer.
"""

from dataclasses import dataclass
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import (
    COUNT_BITS,
    KIND_BITS,
    LEAST_BYTES,
    PRIMARY_BYTES,
    SECONDARY_HEADER,
    TIME_STOP,
    Bytes,
    Framing,
    Mask,
    Offsets,
)
from etl.formats.evt.ragged import windows

_TIME = Struct(">H2xHII")

TELEMETRY = (np.arange(0x10000) & KIND_BITS) == 0
"""Which words begin a telemetry packet, whatever its APID."""


@dataclass(frozen=True)
class Headers:
    """The bytes of a file as headers, one at each byte.

    Parameters
    ----------
    buffer
        The bytes.
    framing
        How packets are laid in them.
    """

    buffer: Bytes
    framing: Framing

    @property
    def annotation_bytes(self) -> int:
        """What lies before each packet, so between two of them."""
        return self.framing.annotation_bytes

    @property
    def end(self) -> int:
        """Where the header after the last packet would stand, were there another."""
        return self.buffer.size + self.annotation_bytes

    @property
    def last(self) -> int:
        """Last place where a primary header fits."""
        return self.buffer.size - PRIMARY_BYTES

    @property
    def shorts(self) -> NDArray[np.uint16]:
        """The two bytes from each byte on, as a little-endian number."""
        return windows(self.buffer, "<u2")

    def word(self, at: int) -> int:
        """Read the first word at a place."""
        return int(self.buffer[at]) << 8 | int(self.buffer[at + 1])

    def words(self, at: Offsets) -> NDArray[np.uint16]:
        """Read the first words at some places, which all must lie inside."""
        return windows(self.buffer, ">u2")[at].astype(np.uint16)

    def counts(self, at: Offsets) -> NDArray[np.uint16]:
        """Read the sequence counts at some places."""
        return windows(self.buffer, ">u2")[at + 2].astype(np.uint16) & np.uint16(COUNT_BITS)

    def is_first(self, at: int) -> bool:
        """Say whether the packet here is unsegmented or the first of a group, by its flags."""
        return bool(self.buffer[at + 2] & 0x40)

    def time_s(self, at: int, *, by_length: bool = False) -> int | None:
        """Read the seconds of a packet that has the secondary header of the LAT; None of others.

        Where the microseconds are none, the seconds are of no time at all. Where the first word is
        not to be trusted, the length says whether there is room for a time.
        """
        if not self.framing.has_lat_time or at + TIME_STOP > self.buffer.size:
            return None
        word, field, seconds, microseconds = _TIME.unpack_from(self.buffer.data, at)
        has_time = by_length or word & SECONDARY_HEADER
        if not has_time or field + LEAST_BYTES < TIME_STOP:
            return None
        return seconds if microseconds < 1_000_000 else -(1 << 40)

    def all_words(self, start: int, stop: int) -> NDArray[np.uint16]:
        """Read the first words at every byte of a stretch."""
        return windows(self.buffer, ">u2")[start:stop].astype(np.uint16)

    def lengths(self, at: Offsets) -> Offsets:
        """Read the lengths in bytes of the packets at some places; 0 where no header stands.

        Six bytes of zero are no header, though they would make an empty packet of APID 0.
        """
        lengths = windows(self.buffer, ">u2")[at + 4].astype(np.int64) + LEAST_BYTES
        least = np.flatnonzero(lengths == LEAST_BYTES)
        lengths[least[windows(self.buffer, ">u4")[at[least]] == 0]] = 0
        return lengths

    def follow(self, at: Offsets, known: Mask) -> tuple[Offsets, Mask]:
        """Say what follows the packets at some places, and where a packet of a known word is whole.

        Places behind the last header, and packets that reach behind the end, are not whole.
        """
        inside = np.clip(at, 0, max(self.last, 0))
        if self.last < 0:
            return at, np.zeros(at.shape, np.bool_)
        lengths = self.lengths(inside)
        whole = (at == inside) & known[self.words(inside)] & (lengths > 0)
        whole &= inside + lengths <= self.buffer.size
        return np.where(whole, inside + lengths + self.annotation_bytes, at), whole


def find_chain(
    headers: Headers, start: int, known: Mask, hops: int, limit: int | None = None
) -> int:
    """Find the first place from ``start`` on where a chain of packets begins.

    The end of the file, or the limit of the search, where none does.

    Parameters
    ----------
    known
        The first words that count.
    hops
        How many packets must follow in a chain; fewer where it reaches the end of the file.
    """
    block = 1 << 16
    last = headers.last if limit is None else min(headers.last, limit - 1)
    while start <= last:
        stop = min(start + block, last + 1)
        at = start + np.flatnonzero(known[headers.all_words(start, stop)])
        good = at[leads_on(headers, at, known, hops)]
        if good.size:
            return int(good[0])
        start, block = stop, min(2 * block, 1 << 22)
    return headers.end if limit is None else limit


def leads_on(headers: Headers, at: Offsets, known: Mask, hops: int) -> Mask:
    """Say from which places a chain of packets leads on, or exactly to the end of the file."""
    place, good = headers.follow(at, known)
    for _ in range(hops):
        going = np.flatnonzero(good & (place != headers.end))
        place[going], good[going] = _hop(headers, place[going], known)
    return good


def _hop(headers: Headers, at: Offsets, known: Mask) -> tuple[Offsets, Mask]:
    """Go on by a packet; one that is cut off by the end of the file ends the chain well."""
    following, whole = headers.follow(at, known)
    fits = at <= headers.last
    cut = fits & ~whole & known[headers.words(np.where(fits, at, 0))]
    cut &= at + headers.lengths(np.where(fits, at, 0)) > headers.buffer.size
    return np.where(cut, headers.end, following), whole | cut
