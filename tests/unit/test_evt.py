"""The ``.evt`` files that others wrote, field by field and byte by byte."""

import csv
import json
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evt_oracle import HANDLER_IDS, as_file, read_events, some_records

from etl.formats.evt import (
    Header,
    HeaderError,
    Records,
    pack,
    read_chunk,
    read_header,
    unpack,
    write_header,
)
from etl.formats.evt import layout as lay

GOLDEN = (
    "vectors/00660001-2bcaa1e0-0956-00001",
    "vectors/00660001-2bcaa1e0-0957-00002",
    "vectors/r0734700000-e00000000000000000000",
    "vectors/all-info-types",
)
TESTBED = ("testbed/0000beef-00000000-0955-00001", "testbed/0000beef-00000000-0956-00002")
FLAG_BITS = {
    "sourceGps": 1,
    "missingCpuPps": 2,
    "missingLatPps": 4,
    "missingTimeTone": 8,
    "earlyEvent": 16,
}
MIXED = [(kind, 40 + 3 * n, n % 5) for n, kind in enumerate((0, 1, 0, 2, 0, 0, 3, 0))]
# name in the dump of the original reader -> name here, for names that are not only respelled
TIMETONE = {"timeSecs": "time_s", "missingTimeTone": "missing_timetone"}
RUN = {"platformTxt": "platform_text", "originTxt": "origin_text"}
OPEN = {
    **{"action": "open_action", "reason": "open_reason", "actionTxt": "open_action_text"},
    **{"reasonTxt": "open_reason_text", "crateTxt": "crate_text", "modeTxt": "mode_text"},
}
CLOSE = {
    **{"action": "close_action", "reason": "close_reason"},
    **{"actionTxt": "close_action_text", "reasonTxt": "close_reason_text"},
}
INFO = {"zeroSupression": "zero_suppression", "compressedSize": "compressed_size_bytes"}
CHANNEL = {"numChan": "count", "perFE": "per_fe"}


def lat(shared_data: Path, name: str) -> bytes:
    return (shared_data / "lat" / f"{name}.evt").read_bytes()


def dump(shared_data: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    lines = (shared_data / "lat" / f"{name}.jsonl").read_text().splitlines()
    header, *events = map(json.loads, lines)
    return header, events


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def same(row: np.void, told: dict[str, Any], names: dict[str, str]) -> None:
    """Every field that the original's dump tells is the field read here."""
    for name, value in told.items():
        if isinstance(value, str | int | float):
            field = row[names.get(name, snake(name))]
            assert (field.decode() if isinstance(value, str) else field) == value, name


@pytest.mark.parametrize("name", GOLDEN)
def test_columns_are_those_of_the_original_reader(shared_data: Path, name: str) -> None:
    chunk = read_chunk(lat(shared_data, name))
    _, told = dump(shared_data, name)
    assert len(told) == len(chunk.shape)
    for row, event in enumerate(told):
        found = {column: values[row] for column, values in chunk.events.items()}
        assert found["offset_bytes"] == event["offset"]
        assert found["length_bytes"] == event["size"]
        assert (found["run_id"], found["apid"]) == (
            event["run"]["startedAt"],
            event["ccsds"]["apid"],
        )
        assert chunk.datagram_sequence[row] == event["open"]["datagrams"]
        assert found["gem_sequence"] == event["scalers"]["sequence"]
        assert found["latc_master_key"] == event["keys"][0]
        assert found["time_tics"] == event["info"]["timeTics"]
        for prefix, tone in (("timetone", "current"), ("previous_timetone", "previous")):
            flags = sum(bit for flag, bit in FLAG_BITS.items() if event[tone][flag])
            assert found[f"{prefix}_flags"] == flags
        handlers = event["info"].get("handlers", [])
        for handler, code in HANDLER_IDS.items():
            states = [told["state"] for told in handlers if told["id"] == code]
            assert found[f"{handler}_state"] == (states or [-128])[0]


def same_context(context: np.void, event: dict[str, Any]) -> None:
    same(context, event["ccsds"], {"utc": "packet_unix_s"})
    same(context["current"], event["current"], TIMETONE)
    same(context["previous"], event["previous"], TIMETONE)
    same(context, event["scalers"], {})
    same(context, event["run"], RUN)
    same(context, event["open"], OPEN)
    same(context, event["close"], CLOSE)


def same_handler(handler: np.void, told: dict[str, Any]) -> None:
    same(handler, told, {})
    result = [handler[name] for name in ("status", "energy_valid", "energy_in_leus", "stage")]
    # the dump shows the energy with or without its sign
    assert [int(number) % 2**32 for number in result] == [number % 2**32 for number in told["rsd"]]


@pytest.mark.parametrize("name", GOLDEN)
def test_every_field_is_that_of_the_original_reader(shared_data: Path, name: str) -> None:
    records = unpack(lat(shared_data, name))
    rows = {part: iter(table) for part, table in vars(records).items() if part != "shape"}
    for payload_bytes, event in zip(
        records.shape.payload_bytes, dump(shared_data, name)[1], strict=True
    ):
        same_context(next(rows["context"]), event)
        payload = bytes(islice(rows["payload"], payload_bytes))
        assert payload == bytes.fromhex(event["ebf"])[8:]
        info = next(rows[event["info_type"].lower()])
        same(info, event["info"], INFO)
        if "channel" in event["info"]:
            same(info["channel"], event["info"]["channel"], CHANNEL)
        for handler in event["info"].get("handlers", []):
            same_handler(next(rows["handlers"]), handler)
        keys = next(rows["keys_" + event["keys_type"].lower()])
        assert list(keys.tolist()) == event["keys"]
    assert [part for part, left in rows.items() if next(left, None) is not None] == []


@pytest.mark.parametrize("name", GOLDEN)
def test_the_header_is_that_of_the_original_reader(shared_data: Path, name: str) -> None:
    header = read_header(lat(shared_data, name))
    told, _ = dump(shared_data, name)
    assert header == Header(
        told["runid"],
        told["secs_beg"],
        told["secs_end"],
        told["evtcnt"],
        told["GEMseq_beg"],
        told["GEMseq_end"],
        tuple(told["src_apids"]),
        tuple(told["src_seqerr"]),
        tuple(told["dfi_apids"]),
        tuple(told["dfi_dfierr"]),
        told["moot_key"],
        told["moot_alias"],
    )


def row_of_testbed(records: Records, row: int) -> dict[str, Any]:
    """One event under the names that the dump of the testbed has."""
    context, info = records.context[row], records.lpa[row]
    found: dict[str, Any] = {
        "ccsds_scid": context["scid"],
        "ccsds_apid": context["apid"],
        "ccsds_utc": context["packet_unix_s"],
        "run_groundId": context["ground_id"],
        "run_startedAt": context["started_at"],
        "open_modeChanges": context["mode_changes"],
        "open_datagrams": context["datagrams"],
        "open_crate": context["crate"],
        "open_crateTxt": context["crate_text"],
        "open_mode": context["mode"],
        "open_modeTxt": context["mode_text"],
        "info_timeTics": info["time_tics"],
        "info_tics": info["tics"],
        "info_hacks": info["hacks"],
        "info_softwareKey": info["software_key"],
        "info_hardwareKey": info["hardware_key"],
    }
    for name in ("elapsed", "livetime", "prescaled", "discarded", "sequence", "deadzone"):
        found[f"scalers_{name}"] = context[name]
    for tone in ("current", "previous"):
        for name, field in (("secs", "time_s"), ("tics", "tics"), ("hacks", "hacks")):
            found[f"{tone}_{name}"] = context[tone][field]
    for name in ("open_action", "open_reason", "close_action", "close_reason"):
        found[name], found[f"{name}Txt"] = context[name], context[f"{name}_text"]
    for name in ("platform", "origin"):
        found[f"run_{name}"], found[f"run_{name}Txt"] = context[name], context[f"{name}_text"]
    return found


def test_every_field_of_the_testbed_is_that_of_its_dump(shared_data: Path) -> None:
    with (shared_data / "lat/testbed/context.csv").open() as file:
        told = list(csv.DictReader(file))
    files = [unpack(lat(shared_data, name)) for name in TESTBED]
    found = [row_of_testbed(records, row) for records in files for row in range(len(records))]
    found.sort(key=lambda row: int(row["scalers_sequence"]))
    assert len(found) == len(told) == 1135
    for row, expected in zip(found, told, strict=True):
        assert set(row) == set(expected) - {"event"}
        for name, value in row.items():
            text = value.split(b"\0")[0].decode() if isinstance(value, bytes) else value
            assert text == type(text)(expected[name]), name


@pytest.mark.parametrize("name", GOLDEN + TESTBED)
def test_every_file_of_others_packs_back_to_the_same_bytes(shared_data: Path, name: str) -> None:
    data = lat(shared_data, name)
    packed = b"".join(part.tobytes() for part in pack(unpack(data)))
    assert write_header(read_header(data)) + packed == data


@pytest.mark.parametrize("name", GOLDEN + TESTBED)
def test_a_plain_reader_finds_the_same_columns(shared_data: Path, name: str) -> None:
    data = lat(shared_data, name)
    chunk = read_chunk(data)
    expected = list(read_events(data))
    for column, values in chunk.events.items():
        np.testing.assert_array_equal(values, [event[column] for event in expected], column)


def test_record_types_have_the_sizes_of_the_structures() -> None:
    sizes = {
        **{"CONTEXT": 296, "EBF": 12, "LPA_INFO": 32, "HANDLER": 52, "LCI_ACD": 64},
        **{"LCI_CAL": 80, "LCI_TKR": 60, "KEYS_LPA": 16, "KEYS_LCI": 12},
    }
    assert {name: getattr(lay, name).itemsize for name in sizes} == sizes


def test_a_whole_record_inside_a_payload_is_not_an_event() -> None:
    inner = as_file(some_records([(0, 40, 2)] * 3, 6))[176:]
    records = some_records([(0, len(inner), 2)] * 60, 7)
    stuffed = Records(**{**vars(records), "payload": np.frombuffer(inner * 60, np.uint8)})
    data = as_file(stuffed)
    assert len(data) > 65_536, "long enough for the walk to guess at a start inside a payload"
    chunk = read_chunk(data)
    assert chunk.skipped == ()
    assert chunk.events["offset_bytes"].tolist() == [e["offset_bytes"] for e in read_events(data)]


@pytest.mark.parametrize("seed", range(4))
def test_a_long_file_is_walked_as_a_plain_reader_does(seed: int) -> None:
    noise = np.random.default_rng(seed)
    parts = [
        (int(k), int(b), int(n)) for k, b, n in noise.integers((0, 0, 0), (4, 3000, 6), (400, 3))
    ]
    records = some_records(parts, seed)
    payload = np.where(noise.random(records.payload.size) < 0.5, 0x10, records.payload)
    trap = b"\x40\0\0\0\x10\0\x4f\x10\x40\0\0\0"
    if payload.size and seed % 2:
        payload = np.resize(np.frombuffer(trap, np.uint8), payload.size)
    data = as_file(Records(**{**vars(records), "payload": payload.astype(np.uint8)}))
    chunk = read_chunk(data)
    assert chunk.skipped == ()
    expected = list(read_events(data))
    assert chunk.events["offset_bytes"].tolist() == [event["offset_bytes"] for event in expected]
    assert chunk.events["length_bytes"].tolist() == [event["length_bytes"] for event in expected]


def test_of_two_handlers_of_one_filter_the_first_counts() -> None:
    records = some_records([(0, 10, 3)], 8)
    records.handlers["id"] = [4, 1, 4]
    records.handlers["state"] = [3, 2, 0]
    events = read_chunk(as_file(records)).events
    states = {name: events[f"{name}_state"].tolist() for name in HANDLER_IDS}
    assert states == {**{name: [-128] for name in HANDLER_IDS}, "hip": [3], "gamma": [2]}


def test_a_header_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="63 fit"):
        write_header(Header(1, moot_alias="a" * 64))
    with pytest.raises(ValueError, match="cannot be written"):
        write_header(Header(2**32))


def test_a_bad_header_says_what_was_due() -> None:
    with pytest.raises(HeaderError, match="marker is 0x00000000, due is 0xfaf32000") as error:
        read_header(bytes(176))
    assert error.value.reason == "bad_marker"


def test_records_come_in_slices_without_loss() -> None:
    data = as_file(some_records(MIXED, 9))
    slices = list(unpack(data).slices(3))
    assert [len(part) for part in slices] == [3, 3, 2]
    packed = b"".join(block.tobytes() for part in slices for block in pack(part))
    assert packed == data[176:]


def test_a_file_of_one_header_has_no_event_and_no_fault() -> None:
    chunk = read_chunk(write_header(Header(240414001)))
    assert (chunk.header, chunk.header_bytes) == (Header(240414001), 176)
    assert (len(chunk.shape), chunk.skipped) == (0, ())
