"""What the books must say of packets that arrived, by the truth and not by any reader."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from etl.simulator.packet_faults import UNEXPECTED_APID, Streams
from etl.simulator.packets import IDLE_APID, MAGIC7_APID, RATES_APID, Packet

HOUSEKEEPING = (MAGIC7_APID, RATES_APID)


@dataclass(frozen=True)
class PacketAccount:
    """Packets and datagrams by class, once all deliveries have arrived.

    Parameters
    ----------
    split
        All packets.
    used
        Those that count and whose datagram is whole, or that need no other.
    duplicate, conflict
        Further copies with the same bytes, and with others.
    waiting
        Those that count and wait for the rest of their datagram.
    idle, unexpected
        Those of the idle APID, and of one that nobody expects.
    built, undecodable
        Datagrams that are whole; those of them that no choice of copies can be decoded of.
    skipped_bytes
        Bytes of noise between packets.
    """

    split: int
    used: int
    duplicate: int
    conflict: int
    waiting: int
    idle: int
    unexpected: int
    built: int
    undecodable: int
    skipped_bytes: int


def account(
    arriving: Streams, datagrams: Sequence[tuple[Packet, ...]], skipped_bytes: int
) -> PacketAccount:
    """Count the packets of some deliveries."""
    everything = [packet for stream in arriving for packet in stream]
    copies: dict[tuple[int, int, int], list[bytes]] = defaultdict(list)
    for packet in everything:
        if packet.apid not in (IDLE_APID, UNEXPECTED_APID):
            copies[packet.key].append(packet.data)
    came = [[packet.key in copies for packet in datagram] for datagram in datagrams]
    whole = [d for d, here in zip(datagrams, came, strict=True) if all(here)]
    return PacketAccount(
        split=len(everything),
        used=sum(map(len, whole)) + sum(key[0] in HOUSEKEEPING for key in copies),
        duplicate=sum(len(data) - len(set(data)) for data in copies.values()),
        conflict=sum(len(set(data)) - 1 for data in copies.values()),
        waiting=sum(sum(here) for here in came if not all(here)),
        idle=sum(packet.apid == IDLE_APID for packet in everything),
        unexpected=sum(packet.apid == UNEXPECTED_APID for packet in everything),
        built=len(whole),
        undecodable=sum(
            any(packet.data not in copies[packet.key] for packet in datagram) for datagram in whole
        ),
        skipped_bytes=skipped_bytes,
    )
