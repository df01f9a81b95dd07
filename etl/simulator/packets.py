"""Space packets as the LAT sends them: six octets of header, eight of time, two of padding."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SECONDARY_FLAG = 0x0800
CONTINUATION, FIRST, LAST, ALONE = range(4)
IDLE_APID, MAGIC7_APID, RATES_APID = 2047, 1020, 551
COUNT_MODULUS = 1 << 14
ROUNDED_UP_TO_BYTES = 16
APART_US = 3_000  # from one packet of a datagram to the next, so that APIDs interleave

_HEADER = struct.Struct(">HHH")
_TIME = struct.Struct(">IIH")


@dataclass(frozen=True)
class Packet:
    """One packet.

    Parameters
    ----------
    apid, sequence_flags
        As in its header.
    sequence_count
        How many packets of the APID went before it; in the header this is modulo 16 384.
    time_us
        Mission elapsed microseconds that its secondary header has; an idle packet has none.
    sent_us
        When it leaves the spacecraft, on the same clock: the order of the stream.
    data
        What it carries, without padding.
    """

    apid: int
    sequence_flags: int
    sequence_count: int
    time_us: int
    sent_us: int
    data: bytes

    @property
    def key(self) -> tuple[int, int, int]:
        """What names the packet on the ground."""
        return self.apid, self.time_us, self.sequence_count % COUNT_MODULUS

    def encoded(self) -> bytes:
        """Return its bytes."""
        body = self.data if self.apid == IDLE_APID else self._timed()
        flag = 0 if self.apid == IDLE_APID else SECONDARY_FLAG
        count = self.sequence_count % COUNT_MODULUS
        return (
            _HEADER.pack(flag | self.apid, self.sequence_flags << 14 | count, len(body) - 1) + body
        )

    def _timed(self) -> bytes:
        front = _HEADER.size + _TIME.size
        padding = -(front + len(self.data)) % ROUNDED_UP_TO_BYTES
        time = _TIME.pack(*divmod(self.time_us, 1_000_000), padding)
        return time + self.data + bytes(padding)


def in_packets(
    apid: int, first_count: int, time_us: int, content: bytes, most_bytes: int
) -> Iterator[Packet]:
    """Cut what one process sends at one time into packets of at most so many bytes of data."""
    starts = range(0, len(content), most_bytes)
    for number, start in enumerate(starts):
        flags = (FIRST if number == 0 else 0) | (LAST if number == len(starts) - 1 else 0)
        part = content[start : start + most_bytes]
        sent_us = time_us + APART_US * number
        yield Packet(apid, flags, first_count + number, time_us, sent_us, part)
