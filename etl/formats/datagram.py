"""The open datagram encoding, version 1: what an ``.evt`` event carries, as it comes in packets.

The bytes are described in docs/formats/datagram.md. What all events of a datagram have in common
stands once, in front; a row of fixed length follows for each event; then what is left of each
record, from the payload's length word on, byte for byte.
"""

import zlib
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt import Records, pack
from etl.formats.evt.header import UNSET_MOOT_ALIAS, UNSET_MOOT_KEY
from etl.formats.evt.layout import CONTEXT, EBF_AT
from etl.formats.evt.ragged import Table

MARKER = 0x47445048
"""``HPDG`` in the order of the bytes."""

VERSION = 1
CRC_BYTES = 4
_RUN_AT = 116

_OWN = slice(16, 120)
"""The bytes of an ``.evt`` context that differ from event to event: time tones and scalers."""

HEADER = np.dtype(
    [
        ("marker", "<u4"),
        ("version", "<u2"),
        ("header_bytes", "<u2"),
        ("length", "<u4"),
        ("event_count", "<u4"),
        ("moot_key", "<u4"),
        ("moot_alias", "S64"),
        ("zero", "<u4"),
        ("context_in_front", "V", _OWN.start),
        ("context_behind", "V", CONTEXT.itemsize - _OWN.stop),
    ]
)
"""What a datagram has once; the last two are all of an event's context but its own bytes."""

EVENT = np.dtype([("rest_bytes", "<u4"), ("context", "V", _OWN.stop - _OWN.start)])
"""How much of the record follows the context, and the event's own bytes of that."""


@dataclass(frozen=True)
class Configuration:
    """The instrument configuration that a datagram was taken with."""

    moot_key: int = UNSET_MOOT_KEY
    moot_alias: str = UNSET_MOOT_ALIAS


@dataclass(frozen=True)
class Decoded:
    """What a decoder makes of a datagram.

    Parameters
    ----------
    records
        Its events as they stand in an ``.evt`` file, one after the other.
    configuration
        What the header of an ``.evt`` file says of the instrument.
    """

    records: bytes
    configuration: Configuration = Configuration()


class DatagramError(ValueError):
    """A datagram cannot be decoded; ``reason`` is a word for tables."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def encode(records: Records, configuration: Configuration | None = None) -> bytes:
    """Encode the events of one datagram.

    Raises
    ------
    ValueError
        If there is no event, if the events differ in a field that a datagram has once, or if the
        alias does not fit 63 bytes of Latin-1.
    """
    configuration = configuration or Configuration()
    alias = configuration.moot_alias.encode("latin-1")
    if len(alias) > 63:
        raise ValueError(f"MOOT alias {configuration.moot_alias!r} is too long; 63 bytes fit.")
    contexts = _as_rows(records.context)
    header = np.zeros(1, HEADER)
    header["context_in_front"] = _common(contexts[:, : _OWN.start])
    header["context_behind"] = _common(contexts[:, _OWN.stop :])
    lengths = records.shape.record_bytes
    rows = np.empty(len(records), EVENT)
    rows["rest_bytes"] = lengths - EBF_AT
    rows["context"] = _as_blocks(contexts[:, _OWN])
    packed = b"".join(block.tobytes() for block in pack(records))
    stops = np.cumsum(lengths)
    rests = [
        packed[stop - length + EBF_AT : stop] for stop, length in zip(stops, lengths, strict=True)
    ]
    header["marker"], header["version"] = MARKER, VERSION
    header["header_bytes"], header["event_count"] = HEADER.itemsize, len(records)
    header["length"] = HEADER.itemsize + rows.nbytes + sum(map(len, rests)) + CRC_BYTES
    header["moot_key"] = configuration.moot_key
    header["moot_alias"] = alias
    body = b"".join([header.tobytes(), rows.tobytes(), *rests])
    return body + zlib.crc32(body).to_bytes(CRC_BYTES, "little")


def _common(parts: NDArray[np.uint8]) -> Table:
    """Take what a datagram has once from the first of its events."""
    if len(parts) == 0:
        raise ValueError("A datagram has at least one event.")
    if (parts != parts[0]).any():
        raise ValueError(
            "The events are not of one datagram: their contexts differ in what all events of a "
            "datagram share."
        )
    return _as_blocks(parts[:1])


def _as_rows(table: Table) -> NDArray[np.uint8]:
    return np.ascontiguousarray(table).view(np.uint8).reshape(table.size, table.dtype.itemsize)


def _as_blocks(rows: NDArray[np.uint8]) -> Table:
    blocks: Table = np.ascontiguousarray(rows).view(f"V{rows.shape[1]}")[:, 0]
    return blocks


def decode(datagram: bytes | memoryview) -> Decoded:
    """Decode a datagram into the records it was encoded from, byte for byte.

    Raises
    ------
    DatagramError
        With the reason ``truncated_datagram``, ``bad_marker``, ``bad_version``, ``bad_length`` or
        ``bad_crc``. What passes has the bytes that the encoder gave it.
    """
    content = memoryview(datagram)
    header = _header(content)
    count = int(header["event_count"])
    rests_at = HEADER.itemsize + count * EVENT.itemsize
    if count == 0 or rests_at + CRC_BYTES > len(content):
        raise DatagramError("bad_length", f"{count} events, in {len(content)} bytes")
    rows = np.frombuffer(content, EVENT, count, HEADER.itemsize)
    ends = [rests_at, *(rests_at + np.cumsum(rows["rest_bytes"], dtype=np.int64)).tolist()]
    if ends[-1] + CRC_BYTES != len(content):
        raise DatagramError(
            "bad_length",
            f"its events end at byte {ends[-1]}, due is {len(content) - CRC_BYTES}",
        )
    contexts = memoryview(_contexts(header, rows).data).cast("B")
    fronts = (contexts[at : at + EBF_AT] for at in range(0, len(contexts), EBF_AT))
    rests = (content[first:stop] for first, stop in pairwise(ends))
    records = b"".join(chain.from_iterable(zip(fronts, rests, strict=True)))
    alias = header["moot_alias"].partition(b"\0")[0].decode("latin-1")
    return Decoded(records, Configuration(int(header["moot_key"]), alias))


def run_named(start: bytes | memoryview) -> int | None:
    """Return the run that the first bytes of a datagram name; None if they are of another kind."""
    if len(start) < _RUN_AT + 4 or start[:4] != MARKER.to_bytes(4, "little"):
        return None
    return int.from_bytes(start[_RUN_AT : _RUN_AT + 4], "little")


def _header(content: memoryview) -> np.void:
    """Read the header, once everything that guards a datagram agrees."""
    if len(content) < HEADER.itemsize + CRC_BYTES:
        raise DatagramError(
            "truncated_datagram",
            f"a datagram has at least {HEADER.itemsize + CRC_BYTES} bytes, here are {len(content)}",
        )
    header: np.void = np.frombuffer(content, HEADER, 1)[0]
    marker, version, length = (int(header[name]) for name in ("marker", "version", "length"))
    if marker != MARKER:
        raise DatagramError("bad_marker", f"marker is {marker:#010x}, due is {MARKER:#010x}")
    if (version, int(header["header_bytes"])) != (VERSION, HEADER.itemsize):
        raise DatagramError("bad_version", f"version is {version}, due is {VERSION}")
    if length != len(content):
        raise DatagramError("bad_length", f"it should have {length} bytes, here are {len(content)}")
    due = int.from_bytes(content[-CRC_BYTES:], "little")
    found = zlib.crc32(content[:-CRC_BYTES])
    if found != due:
        raise DatagramError("bad_crc", f"CRC-32 is {found:08x}, the datagram has {due:08x}")
    return header


def _contexts(header: np.void, rows: Table) -> NDArray[np.uint8]:
    """Give each event its whole context, a row of bytes for each."""
    contexts = np.empty((rows.size, CONTEXT.itemsize), np.uint8)
    contexts[:, : _OWN.start] = np.frombuffer(header["context_in_front"], np.uint8)
    contexts[:, _OWN] = _as_rows(rows["context"])
    contexts[:, _OWN.stop :] = np.frombuffer(header["context_behind"], np.uint8)
    return contexts
