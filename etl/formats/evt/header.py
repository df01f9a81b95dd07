"""The 176 bytes in front of the events of an ``.evt`` file."""

import struct
from dataclasses import dataclass

from etl.formats.evt.layout import MARKER, VERSION

_FIELDS = struct.Struct("<5I3Q16II64s")
HEADER_BYTES = _FIELDS.size
UNSET_MOOT_KEY = 0xFFFFFFF0
UNSET_MOOT_ALIAS = "LSEWRITER_UNSET"
"""What the original writer puts in when its environment names no configuration (LSEHeader.cxx)."""

_NONE = (0, 0, 0, 0)


@dataclass(frozen=True)
class Header:
    """What the writer of a file says about it; readers never check it against the events.

    Parameters
    ----------
    downlink
        The delivery that the file was written for. The C++ calls the field ``m_runid``, but writes
        the downlink there.
    first_s, last_s
        Seconds of the current time tone of the first and the last event.
    event_count, first_gem_sequence, last_gem_sequence
        Zero in a file whose writer did not get to close it.
    source_apids, source_sequence_errors, dfi_apids, dfi_errors
        Up to four APIDs and their error counts.
    moot_key, moot_alias
        The instrument configuration the file was taken with.
    """

    downlink: int
    first_s: int = 0
    last_s: int = 0
    event_count: int = 0
    first_gem_sequence: int = 0
    last_gem_sequence: int = 0
    source_apids: tuple[int, ...] = _NONE
    source_sequence_errors: tuple[int, ...] = _NONE
    dfi_apids: tuple[int, ...] = _NONE
    dfi_errors: tuple[int, ...] = _NONE
    moot_key: int = UNSET_MOOT_KEY
    moot_alias: str = UNSET_MOOT_ALIAS


class HeaderError(ValueError):
    """The first bytes of a file are not a header; ``reason`` is a word for tables."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def write_header(header: Header) -> bytes:
    """Encode a header.

    Raises
    ------
    ValueError
        If a number does not fit its field or the alias does not fit 63 bytes of Latin-1.
    """
    alias = header.moot_alias.encode("latin-1")
    if len(alias) > 63:
        raise ValueError(f"MOOT alias {header.moot_alias!r} has {len(alias)} bytes; 63 fit.")
    try:
        return _FIELDS.pack(
            *(MARKER, VERSION, header.downlink, header.first_s, header.last_s),
            *(header.event_count, header.first_gem_sequence, header.last_gem_sequence),
            *header.source_apids,
            *header.source_sequence_errors,
            *header.dfi_apids,
            *header.dfi_errors,
            header.moot_key,
            alias,
        )
    except struct.error as error:
        raise ValueError(f"{header} cannot be written: {error}.") from error


def read_header(start: bytes) -> Header:
    """Decode the header at the start of a file.

    Raises
    ------
    HeaderError
        If fewer than 176 bytes are there, or marker or version are not those of version 9.
    """
    if len(start) < HEADER_BYTES:
        raise HeaderError(
            "truncated_header", f"a header has {HEADER_BYTES} bytes, the file has {len(start)}"
        )
    numbers = _FIELDS.unpack(start[:HEADER_BYTES])
    if numbers[0] != MARKER:
        raise HeaderError("bad_marker", f"marker is {numbers[0]:#010x}, due is {MARKER:#010x}")
    if numbers[1] != VERSION:
        raise HeaderError("bad_version", f"version is {numbers[1]:#010x}, due is {VERSION:#010x}")
    downlink, first_s, last_s, event_count, first_gem_sequence, last_gem_sequence = numbers[2:8]
    return Header(
        downlink,
        first_s,
        last_s,
        event_count,
        first_gem_sequence,
        last_gem_sequence,
        source_apids=numbers[8:12],
        source_sequence_errors=numbers[12:16],
        dfi_apids=numbers[16:20],
        dfi_errors=numbers[20:24],
        moot_key=numbers[24],
        moot_alias=numbers[25].split(b"\0")[0].decode("latin-1"),
    )
