"""What goes wrong with packets on their way, and with the bytes of the files they come in.

A packet is named by its place in the stream of its delivery as it was sent, whatever else goes
wrong; places outside the stream are passed over.
"""

from abc import ABC, abstractmethod
from bisect import insort
from dataclasses import dataclass, replace

from etl.simulator.packets import ALONE, Packet

UNEXPECTED_APID = 777

Streams = list[list[Packet]]
Pieces = list[tuple[Packet | None, bytes]]
"""The bytes of a stream in order; a piece that holds no whole packet is None."""


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

    def strike(self, streams: Streams, sent: Streams) -> None:
        """Change the streams, one for each delivery, which were once as sent."""
        stream, named = streams[self.delivery], sent[self.delivery]
        for packet in (named[place] for place in self.places if place < len(named)):
            found = next((at for at, here in enumerate(stream) if here is packet), None)
            if found is not None:
                self._strike(streams, stream, found)

    @abstractmethod
    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None: ...


def _bring(stream: list[Packet], packet: Packet) -> None:
    """Put a packet where it belongs by time."""
    insort(stream, packet, key=lambda one: (one.sent_us, one.apid))


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
        _bring(streams[self.to], stream.pop(place))


@dataclass(frozen=True, kw_only=True)
class RepeatPackets(PacketFault):
    """The packets arrive as they should, and once more in delivery `again_in`."""

    again_in: int

    def _strike(self, streams: Streams, stream: list[Packet], place: int) -> None:
        _bring(streams[self.again_in], stream[place])


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
            _bring(streams[self.good_in], good)


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
class ByteFault(ABC):
    """Harm to the bytes of one delivery's stream, where a packet stands or should stand.

    Parameters
    ----------
    delivery
        The delivery, by number.
    place
        The packet, by its place in the stream as it arrives.
    """

    delivery: int
    place: int

    @abstractmethod
    def harm(self, pieces: Pieces) -> Pieces:
        """Return the pieces of the stream after the harm."""


@dataclass(frozen=True, kw_only=True)
class Noise(ByteFault):
    """Bytes that mean nothing stand before the packet.

    They cost the packet before them: nobody can tell whether they came behind it or into it.
    """

    noise: bytes = b"\xa5" * 100

    def harm(self, pieces: Pieces) -> Pieces:
        """Insert."""
        before = pieces[: self.place]
        doubtful = [(None, content) for _, content in before[-1:]]
        return [*before[:-1], *doubtful, (None, self.noise), *pieces[self.place :]]


@dataclass(frozen=True, kw_only=True)
class WreckWord(ByteFault):
    """All bits of the packet's first word are set: it is a packet no more."""

    def harm(self, pieces: Pieces) -> Pieces:
        """Overwrite."""
        return [
            (None, b"\xff\xff" + content[2:]) if at == self.place else (packet, content)
            for at, (packet, content) in enumerate(pieces)
        ]


@dataclass(frozen=True, kw_only=True)
class CutFile(ByteFault):
    """The stream ends some bytes into the packet."""

    left_bytes: int = 10

    def harm(self, pieces: Pieces) -> Pieces:
        """Cut."""
        cut = [(None, content[: self.left_bytes]) for _, content in pieces[self.place :][:1]]
        return [*pieces[: self.place], *cut]
