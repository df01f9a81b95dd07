"""What goes wrong with packets on their way, and with the bytes of the files they come in.

A packet is named by its place in its delivery's stream, as it is at that moment; places outside
the stream are passed over.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.simulator.packets import ALONE, Packet

UNEXPECTED_APID = 777

Streams = list[list[Packet]]


@dataclass(frozen=True, kw_only=True)
class PacketFault(ABC):
    """Something that befalls the packets of one delivery.

    Parameters
    ----------
    delivery
        The delivery, by number.
    places
        The packets.
    """

    delivery: int
    places: tuple[int, ...]

    def strike(self, streams: Streams) -> None:
        """Change the streams, one for each delivery."""
        stream = streams[self.delivery]
        named = [place for place in sorted(set(self.places)) if 0 <= place < len(stream)]
        for place in reversed(named):
            self._strike(streams, stream, place)

    @abstractmethod
    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None: ...


@dataclass(frozen=True, kw_only=True)
class LosePackets(PacketFault):
    """The packets never arrive."""

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        del stream[place]


@dataclass(frozen=True, kw_only=True)
class DelayPackets(PacketFault):
    """The packets arrive in delivery `to`."""

    to: int

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        streams[self.to].append(stream.pop(place))


@dataclass(frozen=True, kw_only=True)
class RepeatPackets(PacketFault):
    """The packets arrive as they should, and once more in delivery `again_in`."""

    again_in: int

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        streams[self.again_in].append(stream[place])


@dataclass(frozen=True, kw_only=True)
class SwapPackets(PacketFault):
    """Each of the packets arrives after the one that should follow it."""

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        stream[place : place + 2] = stream[place : place + 2][::-1]


@dataclass(frozen=True, kw_only=True)
class AlterPackets(PacketFault):
    """A byte in the data of the packets is another.

    Parameters
    ----------
    good_in
        Number of the delivery that brings the packets as they were; None means that none does.
    """

    good_in: int | None = None

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        good = stream[place]
        middle = len(good.data) // 2
        flipped = bytes([good.data[middle] ^ 0xFF])
        stream[place] = replace(good, data=good.data[:middle] + flipped + good.data[middle + 1 :])
        if self.good_in is not None:
            streams[self.good_in].append(good)


@dataclass(frozen=True, kw_only=True)
class StrangePackets(PacketFault):
    """A packet of an APID that nobody expects comes before each of the packets."""

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        next_one = stream[place]
        stream.insert(
            place,
            Packet(UNEXPECTED_APID, ALONE, place, next_one.sent_us, next_one.sent_us, b"unknown"),
        )


@dataclass(frozen=True, kw_only=True)
class ByteFault:
    """Harm to the bytes between packets of one delivery: noise stands before a packet.

    Parameters
    ----------
    delivery
        The delivery, by number.
    place
        The packet, by its place in the stream as it arrives.
    noise
        The bytes.
    """

    delivery: int
    place: int
    noise: bytes

    def content(self, packets: Sequence[bytes]) -> list[bytes]:
        """Return the pieces of the stream after the harm."""
        place = min(self.place, len(packets))
        return [*packets[:place], self.noise, *packets[place:]]
