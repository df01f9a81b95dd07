"""What the books must say of packets that arrived, by the truth and not by any reader."""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from etl.simulator.packet_faults import UNEXPECTED_APID, Pieces
from etl.simulator.packets import IDLE_APID, MAGIC7_APID, RATES_APID, Packet

Key = tuple[int, int, int]

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
    out_of_order
        Those of them that came behind a later one of their APID.
    duplicate, conflict
        Further copies with the same bytes, and with others.
    waiting
        Those that count and wait for the rest of their datagram.
    idle, unexpected
        Those of the idle APID, and of one that nobody expects.
    built, undecodable
        Datagrams that are whole; those of them that no choice of copies can be decoded of.
    skipped_bytes
        Bytes that are in no packet.
    """

    split: int
    used: int
    out_of_order: int
    duplicate: int
    conflict: int
    waiting: int
    idle: int
    unexpected: int
    built: int
    undecodable: int
    skipped_bytes: int


def account(arriving: Sequence[Pieces], datagrams: Sequence[tuple[Packet, ...]]) -> PacketAccount:
    """Count the packets of some deliveries, each of which is one file."""
    everything = [packet for pieces in arriving for packet, _ in pieces if packet is not None]
    copies: dict[Key, list[bytes]] = defaultdict(list)
    for packet in everything:
        if packet.apid not in (IDLE_APID, UNEXPECTED_APID):
            copies[packet.key].append(packet.data)
    came = [[packet.key in copies for packet in datagram] for datagram in datagrams]
    whole = [d for d, here in zip(datagrams, came, strict=True) if all(here)]
    used = {packet.key for datagram in whole for packet in datagram}
    used |= {key for key in copies if key[0] in HOUSEKEEPING}
    return PacketAccount(
        split=len(everything),
        used=len(used),
        out_of_order=len(used & _out_of_order(arriving)),
        duplicate=sum(len(data) - len(set(data)) for data in copies.values()),
        conflict=sum(len(set(data)) - 1 for data in copies.values()),
        waiting=sum(sum(here) for here in came if not all(here)),
        idle=sum(packet.apid == IDLE_APID for packet in everything),
        unexpected=sum(packet.apid == UNEXPECTED_APID for packet in everything),
        built=len(whole),
        undecodable=sum(
            any(packet.data not in copies[packet.key] for packet in datagram) for datagram in whole
        ),
        skipped_bytes=sum(
            len(content) for pieces in arriving for packet, content in pieces if packet is None
        ),
    )


def _out_of_order(arriving: Sequence[Pieces]) -> set[Key]:
    """Name the packets of which the copy that counts comes behind a later one of their APID.

    Of copies with other bytes the one with the smallest CRC-32 counts, of equal ones the first.
    """
    copies: dict[Key, list[tuple[int, int, bool]]] = defaultdict(list)
    for delivery, pieces in enumerate(arriving):
        latest: dict[int, int] = {}
        for packet, content in pieces:
            if packet is not None:
                most = max(latest.get(packet.apid, 0), packet.sequence_count)
                is_late = packet.sequence_count < most
                copies[packet.key].append((zlib.crc32(content), delivery, is_late))
                latest[packet.apid] = most
    return {key for key, told in copies.items() if min(told)[2]}
