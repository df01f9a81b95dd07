"""What damage does to ``.evt`` files: the rest is read, what is lost is told."""

from pathlib import Path

import numpy as np
import pytest
from evt_oracle import as_file, read_events, some_records

from etl.formats.evt import Header, read_chunk, write_header
from etl.formats.evt.layout import EBF_TYPE


def lat(shared_data: Path, name: str) -> bytes:
    return (shared_data / "lat/vectors" / f"{name}.evt").read_bytes()


DAMAGED = {
    "trunc_before_keys": 33476,
    "trunc_mid_context": 32880,
    "trunc_mid_ebf": 33090,
    "trunc_mid_keys": 33488,
    "trunc_mid_lpa_info": 33290,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_truncated_file_gives_all_events_before_the_cut(shared_data: Path, name: str) -> None:
    whole = read_chunk(lat(shared_data, "00660001-2bcaa1e0-0956-00001"))
    chunk = read_chunk(lat(shared_data, f"damaged/{name}"))
    stops = whole.events["offset_bytes"] + whole.events["length_bytes"]
    kept = int((stops <= DAMAGED[name]).sum())
    for column, values in chunk.events.items():
        np.testing.assert_array_equal(values, whole.events[column][:kept], column)
    (skip,) = chunk.skipped
    assert skip.reason == "truncated_record"
    assert (skip.offset_bytes, skip.length_bytes) == (
        stops[kept - 1],
        DAMAGED[name] - stops[kept - 1],
    )


def test_an_empty_file_is_said_to_be_empty(shared_data: Path) -> None:
    chunk = read_chunk(lat(shared_data, "damaged/empty"))
    assert (chunk.header, chunk.header_bytes, len(chunk.shape)) == (None, 0, 0)
    assert [(skip.length_bytes, skip.reason) for skip in chunk.skipped] == [(0, "empty_file")]


MIXED = [(kind, 40 + 3 * n, n % 5) for n, kind in enumerate((0, 1, 0, 2, 0, 0, 3, 0))]


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [(3, 0, "bad_marker"), (4, 8, "bad_version")],
)
def test_a_damaged_header_costs_no_event(at: int, value: int, reason: str) -> None:
    data = bytearray(as_file(some_records(MIXED, 1)))
    data[at] = value
    chunk = read_chunk(bytes(data))
    assert (chunk.header, chunk.header_bytes, len(chunk.shape)) == (None, 0, len(MIXED))
    assert [(skip.offset_bytes, skip.length_bytes, skip.reason) for skip in chunk.skipped] == [
        (0, 176, reason)
    ]


def test_a_header_cut_short_is_said_to_be() -> None:
    (skip,) = read_chunk(write_header(Header(1))[:100]).skipped
    assert (skip.offset_bytes, skip.length_bytes, skip.reason) == (0, 100, "truncated_header")


# where the word stands: counted from the record, or from the info block behind the payload
HARM = {
    "length": ("record", 296, 7, "bad_length"),
    "EBF type": ("record", 300, 7, "bad_length"),
    "inner length": ("record", 304, 7, "bad_length"),
    "both lengths": ("record", 296, None, "bad_info_type"),
    "info type": ("info", 0, 9, "bad_info_type"),
    "handler count, huge": ("info", 36, 2**31, "bad_length"),
    "handler count, one more": ("info", 36, 3, "bad_keys_type"),
    "keys type": ("info", 40 + 2 * 52, 1, "bad_keys_type"),
}


@pytest.mark.parametrize("harm", HARM)
def test_one_damaged_record_costs_no_other_event(harm: str) -> None:
    data = as_file(some_records([(0, 40, 2)] * 7, 3))
    base, at, value, reason = HARM[harm]
    events = list(read_events(data))
    hit = events[3]
    place = hit["offset_bytes"] + at + (308 + 40 if base == "info" else 0)
    damaged = bytearray(data)
    if value is None:
        damaged[place : place + 12] = b"\x20\0\0\0" + data[place + 4 : place + 8] + b"\x20\0\0\0"
    else:
        damaged[place : place + 4] = value.to_bytes(4, "little")
    chunk = read_chunk(bytes(damaged))
    others = [event["offset_bytes"] for event in events if event is not hit]
    assert chunk.events["offset_bytes"].tolist() == others
    (skip,) = chunk.skipped
    assert (skip.offset_bytes, skip.length_bytes) == (hit["offset_bytes"], hit["length_bytes"])
    assert skip.reason == reason


def test_a_wrong_size_of_calibration_info_costs_no_other_event() -> None:
    data = bytearray(as_file(some_records([(1, 40, 0), (2, 40, 0), (3, 40, 0)], 3)))
    hit = list(read_events(bytes(data)))[1]
    data[hit["offset_bytes"] + 308 + 40 + 4] ^= 1
    chunk = read_chunk(bytes(data))
    assert chunk.events["info_type"].tolist() == [1, 3]
    (skip,) = chunk.skipped
    assert (skip.length_bytes, skip.reason) == (hit["length_bytes"], "bad_length")


def test_a_handler_too_many_that_fits_the_next_context_costs_no_other_event() -> None:
    records = some_records([(0, 40, 2)] * 7, 3)
    records.context["current"]["flywheeling"] = 0  # stands where the type of the keys then seems to
    data = as_file(records)
    events = list(read_events(data))
    hit = events[3]
    damaged = bytearray(data)
    damaged[hit["offset_bytes"] + 308 + 40 + 36] = 3
    chunk = read_chunk(bytes(damaged))
    others = [event["offset_bytes"] for event in events if event is not hit]
    assert chunk.events["offset_bytes"].tolist() == others
    (skip,) = chunk.skipped
    assert (skip.offset_bytes, skip.length_bytes) == (hit["offset_bytes"], hit["length_bytes"])
    assert "handler" in skip.detail


def test_events_behind_a_lost_block_arrive() -> None:
    data = as_file(some_records([(0, 400, 4)] * 9, 4))
    events = list(read_events(data))
    cut = slice(events[2]["offset_bytes"] + 500, events[4]["offset_bytes"] + 100)
    chunk = read_chunk(data[: cut.start] + data[cut.stop :])
    shift = cut.stop - cut.start
    expected = [event["gem_sequence"] for event in events[:2] + events[5:]]
    assert chunk.events["gem_sequence"].tolist() == expected
    (skip,) = chunk.skipped
    assert skip.offset_bytes == events[2]["offset_bytes"]
    assert skip.offset_bytes + skip.length_bytes == events[5]["offset_bytes"] - shift


def test_bytes_that_are_no_record_are_never_an_event() -> None:
    records = some_records([(0, 60, 2)] * 3, 5)
    lone = as_file(records)[176:][: records.shape.record_bytes[0]]
    noise = bytes(range(256)) * 3 + EBF_TYPE.to_bytes(4, "little") * 90
    chunk = read_chunk(write_header(Header(1)) + noise + lone + noise)
    assert len(chunk.shape) == 0, "one record between noise, followed by no other, is no proof"
    assert [skip.length_bytes for skip in chunk.skipped] == [2 * len(noise) + len(lone)]
    short = read_chunk(write_header(Header(1)) + noise + lone + bytes(100))
    assert len(short.shape) == 0, "nor is one that is followed by less than a context"
