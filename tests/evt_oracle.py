"""A second reader and writer of ``.evt`` events: plain Python, one event at a time, no haste.

Written from the tables of the format, not from the code under test.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from etl.formats.evt import Header, Records, Shape, pack, write_header
from etl.formats.evt import layout as lay

LCI_SIZE = {1: 64, 2: 80, 3: 60}
HANDLER_IDS = {"pass_thru": 0, "gamma": 1, "asc": 2, "mip": 3, "hip": 4, "dgn": 5}


def read_events(data: bytes, start: int = 176) -> Iterator[dict[str, Any]]:
    """Read one event after the other until the data ends."""
    while start < len(data):
        event = read_event(data, start)
        yield event
        start += event["length_bytes"]


def read_event(data: bytes, at: int) -> dict[str, Any]:
    def number(form: str, offset: int) -> Any:
        return struct.unpack_from("<" + form, data, at + offset)[0]

    event: dict[str, Any] = {
        "offset_bytes": at,
        "apid": number("i", 4),
        "elapsed_ticks": number("Q", 72),
        "livetime_ticks": number("Q", 80),
        "prescaled_count": number("Q", 88),
        "discarded_count": number("Q", 96),
        "gem_sequence": number("Q", 104),
        "deadzone_count": number("Q", 112),
        "run_id": number("I", 132),
        "datagram_sequence": number("I", 172),
    }
    for name, tone in (("timetone", 16), ("previous_timetone", 44)):
        event[f"{name}_s"] = number("I", tone)
        event[f"{name}_tics"] = number("I", tone + 4)
        timetone, cpu, lat, early, gps = struct.unpack_from("5B", data, at + tone + 20)
        bits = ((gps, 1), (cpu, 2), (lat, 4), (timetone, 8), (early, 16))
        event[f"{name}_flags"] = sum(bit for flag, bit in bits if flag)
    event["timetone_incomplete"] = number("I", 16 + 12)
    event["timetone_flywheeling"] = number("I", 16 + 16)
    info = 300 + number("I", 296)
    event["info_type"] = number("i", info)
    if event["info_type"] == 0:
        base, keys = info + 4, info + 40 + 52 * number("I", info + 36)
        event["software_key"] = number("I", base + 20)
        event["hardware_key"] = number("I", base + 24)
        handlers = range(info + 40, keys, 52)
        event["length_bytes"] = keys + 20
    else:
        base, keys = info + 8, info + 8 + LCI_SIZE[event["info_type"]]
        event["software_key"], event["hardware_key"] = number("I", base + 28), 0
        handlers = range(0)
        event["length_bytes"] = keys + 16
    event["time_tics"] = number("I", base)
    event["compression_level"] = number("i", base + 12)
    event["compressed_size_bytes"] = number("i", base + 16)
    event["latc_master_key"] = number("I", keys + 4)
    for name, code in HANDLER_IDS.items():
        states = [
            number("i", handler + 16) for handler in handlers if number("i", handler + 28) == code
        ]
        event[f"{name}_state"] = min(127, max(-127, states[0])) if states else -128
    event["event_met"] = met(event)
    return event


def met(event: dict[str, Any]) -> float:
    """Time an event as DfiParser::timeForTds does, one statement for one statement."""
    ticks = float(event["time_tics"]) - float(event["timetone_tics"])
    if ticks < 0:
        ticks += 33554432.0
    if uses_measured_clock(event):
        delta = float(event["timetone_tics"]) - float(event["previous_timetone_tics"])
        if delta < 0:
            delta += 33554432.0
        return float(event["timetone_s"] + ticks / delta)
    return float(event["timetone_s"] + ticks / 20000000.0)


def uses_measured_clock(event: dict[str, Any]) -> bool:
    missing = (event["timetone_flags"] | event["previous_timetone_flags"]) & (2 | 4)
    seconds = (event["timetone_s"] - event["previous_timetone_s"]) % 2**32
    apart = event["timetone_tics"] - event["previous_timetone_tics"]
    return not missing and apart not in (0, -(2**25)) and seconds == 1


def padding(data: bytes, event: dict[str, Any]) -> Iterator[int]:
    """Yield the place of every byte of an event that means nothing."""
    at = event["offset_bytes"]
    yield from (at + 41, at + 42, at + 43, at + 69, at + 70, at + 71)
    for text in (136, 152, 192, 208, 224, 240, 264, 280):
        characters = data[at + text : at + text + 16]
        yield from range(at + text + len(characters.split(b"\0")[0]) + 1, at + text + 16)
    (length,) = struct.unpack_from("<I", data, at + 296)
    info = at + 300 + length
    if event["info_type"] == 0:
        (count,) = struct.unpack_from("<I", data, info + 36)
        for handler in range(info + 40, info + 40 + 52 * count, 52):
            yield from range(handler + 33, handler + 36)
            (code,) = struct.unpack_from("<i", data, handler + 28)
            if not data[handler + 32]:
                yield from range(handler + 36, handler + 52)
            elif code != 1:
                yield from range(handler + 40, handler + 52)
    else:
        yield info + 8 + 23
        if event["info_type"] == 2:
            yield from (info + 8 + 78, info + 8 + 79)


_TEXTS = {
    "platform_text": b"lat",
    "origin_text": b"orbit",
    "open_action_text": b"continue",
    "open_reason_text": b"full",
    "crate_text": b"epu0",
    "mode_text": b"normal",
    "close_action_text": b"continue",
    "close_reason_text": b"full",
}
_CODES = {"open_action": 2, "open_reason": 4, "close_action": 3, "close_reason": 4}


def some_records(parts: Sequence[tuple[int, int, int]], seed: int) -> Records:
    """Fill events of given info types, payload lengths and handler counts with random bytes.

    Contexts and handlers get codes and words that exist; everything else, padding too, is noise.
    """
    noise = np.random.default_rng(seed)

    def random_table(rows: int, dtype: np.dtype[np.void]) -> np.ndarray[Any, np.dtype[np.void]]:
        return np.frombuffer(noise.bytes(rows * dtype.itemsize), dtype).copy()

    info_type, payload_bytes, count = np.array(parts, np.int64).reshape(-1, 3).T
    count = np.where(info_type == 0, count, 0)
    context = random_table(len(parts), lay.CONTEXT)
    for name in ("platform", "origin", "crate", "mode"):
        context[name] = 0
    for name, code in _CODES.items():
        context[name] = code
    for name, text in _TEXTS.items():
        context[name] = text + b"\0" + noise.bytes(15 - len(text))
    context["apid"] = 956
    context["packet_unix_s"] = 1_713_007_196.0
    handlers = random_table(int(count.sum()), lay.HANDLER)
    for name, first, stop in (("type", 0, 2), ("state", -1, 5), ("id", 0, 6), ("has", 0, 2)):
        handlers[name] = noise.integers(first, stop, handlers.size)
    of_type = [int((info_type == code).sum()) for code in range(4)]
    lci = len(parts) - of_type[0]
    return Records(
        Shape(payload_bytes, info_type, count),
        context,
        np.frombuffer(noise.bytes(int(payload_bytes.sum())), np.uint8),
        random_table(of_type[0], lay.LPA_INFO),
        handlers,
        random_table(of_type[0], lay.KEYS_LPA),
        random_table(of_type[1], lay.LCI_ACD),
        random_table(of_type[2], lay.LCI_CAL),
        random_table(of_type[3], lay.LCI_TKR),
        random_table(lci, lay.KEYS_LCI),
    )


def as_file(records: Records) -> bytes:
    """Write a whole file."""
    return write_header(Header(240414001)) + b"".join(part.tobytes() for part in pack(records))


PARTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 90), st.integers(0, 5)), min_size=1, max_size=12
)
"""Info type, payload length and handler count of some events."""
FILES = st.builds(lambda parts, seed: as_file(some_records(parts, seed)), PARTS, st.integers(0, 99))
