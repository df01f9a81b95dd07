"""The decoders of datagrams that are installed, by APID."""

from collections.abc import Collection
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from etl.apids import LCI_APIDS, LPA_APIDS
from etl.formats.datagram import Decoded, decode

GROUP = "halfpipe.datagram_decoders"
OWN = "open"


class Decoder(Protocol):
    """What an entry point of the group has to be; see docs/formats/datagram.md."""

    @property
    def apids(self) -> Collection[int]:
        """The APIDs whose datagrams it decodes."""

    def decode(self, datagram: bytes | memoryview) -> Decoded:
        """Decode a datagram; any exception means that it cannot be."""


class OpenDecoder:
    """The decoder of the open encoding."""

    apids = frozenset(LPA_APIDS + LCI_APIDS)

    def decode(self, datagram: bytes | memoryview) -> Decoded:
        """Decode a datagram of `etl.formats.datagram`."""
        return decode(datagram)


OPEN = OpenDecoder()


@cache
def decoders() -> dict[int, Decoder]:
    """Return the decoder of each APID that has one.

    Another package's goes before our own; among those the entry point that comes first by name.
    """
    found: dict[int, Decoder] = {}
    for entry in sorted(entry_points(group=GROUP), key=_rank):
        decoder: Decoder = entry.load()
        for apid in decoder.apids:
            found.setdefault(apid, decoder)
    return found


def is_ours_alone() -> bool:
    """Whether no other package brings a decoder; none is loaded to find out."""
    return all(entry.name == OWN for entry in entry_points(group=GROUP))


def _rank(entry: EntryPoint) -> tuple[bool, str]:
    return entry.name == OWN, entry.name
