"""Magic-7: what the spacecraft tells the LAT of its attitude, orbit, state and time (APID 1020).

Each packet echoes one message. Its fields are those of the LSM pages of the flight software (time,
quaternion and rates; time, position, velocity, mode, SSR and flags; seconds and flags of a time
tone); they are big-endian. No two kinds of message have the same length, so the length tells them
apart. The text form is that of DiagRet.py of fermi-lat/halfPipe: a line for each attitude (``ATT``)
and each orbit position (``ORB``), which begins with the time of the packet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.clock import format_utc, parse_time
from etl.formats.evt.ragged import Bytes, Offsets, Table, gather

Columns = dict[str, NDArray[Any]]

_TIME = [("data_time_s", ">u4"), ("data_time_us", ">u4")]

ATTITUDE = np.dtype(
    [
        *_TIME,
        *((name, ">f8") for name in ("qx", "qy", "qz", "qw")),
        *((name, ">f4") for name in ("wx", "wy", "wz")),
        ("unused", ">u4"),
    ]
)

ANCILLARY = np.dtype(
    [
        *_TIME,
        *((name, ">f4") for name in ("x", "y", "z", "vx", "vy", "vz")),
        ("gnc_mode", "u1"),
        ("ssr_usage", "u1"),
        ("ancillary_flags", ">u2"),
    ]
)

TONE = np.dtype([("tone_s", ">u4"), ("tone_flags", ">u2")])

FLAGS = ("arr_ena", "gbm_saa", "ku_on", "s_on", "gps_out", "in_sun", "lat_saa")
"""The flags of the ancillary message, in the order of DiagRet.py; the first is bit 0.

Which bit is which is not public: this order is ours.
"""

_IN_SAA = 1 << FLAGS.index("lat_saa")
_ATTITUDE_TOKENS, _ORBIT_TOKENS = 12, 13


@dataclass(frozen=True)
class Magic7:
    """Messages of each kind, in columns, in the order they came.

    Every kind has ``packet_time_s`` and ``packet_time_us``, when the message was put in a packet;
    all but the tones have ``data_time_s`` and ``data_time_us``, when it was true. Seconds are
    mission elapsed seconds.

    Parameters
    ----------
    attitude
        ``qx qy qz qw`` (64 bits) and ``wx wy wz`` (32 bits, rad/s).
    orbit
        ``x y z`` (m), ``vx vy vz`` (m/s), 32 bits each, ``gnc_mode`` and ``is_in_saa``.
    ancillary
        ``gnc_mode``, ``ssr_usage`` and ``ancillary_flags``; one for each orbit row of a packet.
    tones
        ``tone_s`` and ``tone_flags``.
    odd
        Packets, or lines of text (counted from 1), that hold no such message.
    """

    attitude: Columns
    orbit: Columns
    ancillary: Columns
    tones: Columns
    odd: tuple[int, ...]


def read_messages(
    buffer: Bytes, offset_bytes: Offsets, length_bytes: Offsets, packets: Mapping[str, Any]
) -> Magic7:
    """Read the messages that packets carry.

    Parameters
    ----------
    buffer
        The bytes that the packets lie in.
    offset_bytes, length_bytes
        Where the data of each packet begins, and how long it is without padding. All must lie
        inside the buffer.
    packets
        Columns of the packets, such as their times, that their messages are to have, too.
    """
    kinds = (ATTITUDE, ANCILLARY, TONE)
    known = np.isin(length_bytes, [kind.itemsize for kind in kinds])
    found = []
    for kind in kinds:
        chosen = length_bytes == kind.itemsize
        about = {name: np.asarray(column)[chosen] for name, column in packets.items()}
        found.append({**about, **_fields(gather(buffer, offset_bytes[chosen], kind))})
    attitude, ancillary, tones = found
    attitude.pop("unused")
    state = {name: ancillary.pop(name) for name in ("ssr_usage", "ancillary_flags")}
    orbit = {**ancillary, "is_in_saa": state["ancillary_flags"] & _IN_SAA != 0}
    shared = (*packets, "data_time_s", "data_time_us", "gnc_mode")
    state = {**{name: ancillary[name] for name in shared}, **state}
    return Magic7(attitude, orbit, state, tones, tuple(np.flatnonzero(~known).tolist()))


def _fields(messages: Table) -> Columns:
    return {
        name: messages[name].astype(messages[name].dtype.newbyteorder("="))
        for name in messages.dtype.names or ()
    }


def read_text(text: str) -> Magic7:
    """Read the text form."""
    attitude: list[Sequence[str]] = []
    orbit: list[Sequence[str]] = []
    odd: list[int] = []
    due = {"ATT": (attitude, _ATTITUDE_TOKENS), "ORB": (orbit, _ORBIT_TOKENS)}
    for number, line in enumerate(text.splitlines(), 1):
        tokens = line.split()
        rows, count = due.get(tokens[2], (None, 0)) if len(tokens) > 2 else (None, 0)
        if rows is not None and len(tokens) == count and _is_readable(tokens):
            rows.append(tokens)
        elif tokens:
            odd.append(number)
    return Magic7(_attitude(attitude), _orbit(orbit), {}, {}, tuple(odd))


def _is_readable(tokens: Sequence[str]) -> bool:
    try:
        parse_time(f"{tokens[0]} {tokens[1]}")
        times = [int(token) for token in tokens[3:5]]
        numbers = [float(token) for token in tokens[5:]]
    except ValueError:
        return False
    return all(0 <= time < 2**32 for time in times) and bool(np.isfinite(numbers).all())


def _attitude(rows: list[Sequence[str]]) -> Columns:
    return _parsed(rows, [name for name in ATTITUDE.names or () if name != "unused"], ATTITUDE)


def _orbit(rows: list[Sequence[str]]) -> Columns:
    columns = _parsed(rows, [*(ANCILLARY.names or ())[:-2], "is_in_saa"], ANCILLARY)
    columns["is_in_saa"] = columns["is_in_saa"] != 0
    return columns


def _parsed(rows: list[Sequence[str]], names: Sequence[str], kind: np.dtype[np.void]) -> Columns:
    met = np.array([parse_time(f"{row[0]} {row[1]}") for row in rows], np.float64)
    seconds = np.floor(met)
    columns: Columns = {
        "packet_time_s": seconds.astype(np.int64),
        "packet_time_us": np.rint((met - seconds) * 1e6).astype(np.int64),
    }
    for place, name in enumerate(names, 3):
        dtype = kind[name].newbyteorder("=") if name in (kind.names or ()) else np.dtype("f8")
        exact = np.array([float(row[place]) for row in rows], np.float64)
        columns[name] = exact.astype(dtype)
    return columns


def text_lines(attitude: Columns, orbit: Columns) -> Iterator[str]:
    """Write the text form of attitude and orbit rows, in the order of their packets' times."""
    return (line for _, _, line in merge(_lines(attitude, "ATT"), _lines(orbit, "ORB")))


def _lines(columns: Columns, kind: str) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield the lines of one kind, ascending, with what they are put in order by."""
    order = np.lexsort((columns["packet_time_us"], columns["packet_time_s"]))
    names = _FORMATS[kind]
    told = [_told(columns[name][order].tolist(), form) for name, form in names.items()]
    seconds, microseconds = (
        columns[name][order].tolist() for name in ("packet_time_s", "packet_time_us")
    )
    for second, microsecond, *rest in zip(seconds, microseconds, *told, strict=True):
        time = format_utc(second + microsecond / 1e6)
        yield (second, microsecond), kind, " ".join([time, kind, *rest])


def _told(values: Iterable[float], form: str) -> list[str]:
    return [form % value for value in values]


_FORMATS = {
    "ATT": {
        **dict.fromkeys(("data_time_s", "data_time_us"), "%d"),
        **dict.fromkeys(("qx", "qy", "qz", "qw"), "%.17g"),
        **dict.fromkeys(("wx", "wy", "wz"), "%f"),
    },
    "ORB": {
        **dict.fromkeys(("data_time_s", "data_time_us"), "%d"),
        **dict.fromkeys(("x", "y", "z", "vx", "vy", "vz"), "%f"),
        **dict.fromkeys(("gnc_mode", "is_in_saa"), "%d"),
    },
}
"""How each number is written; 17 digits bring a quaternion back to the bit."""
