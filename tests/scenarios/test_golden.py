"""Files of the original and of the real testbed, taken in as an operator takes them in."""

import csv
import shutil
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli import Halfpipe, made
from commands import Row
from evt_oracle import read_events
from level1 import Merged
from sound import current_files, offences, text_lines

DOWNLINK = "240414001"
RUN = "r0734700000"
PAIR = ("00660001-2bcaa1e0-0956-00001", "00660001-2bcaa1e0-0957-00002")
TESTBED = ("0000beef-00000000-0955-00001", "0000beef-00000000-0956-00002")


@dataclass(frozen=True)
class Kept:
    """A home that took in the files of the original, and those files."""

    halfpipe: Halfpipe
    vectors: Path
    testbed: Path


def delivery(place: Path, source: Path, stems: tuple[str, ...]) -> Path:
    """A folder with the chunk files and their indexes, as the site's decoder leaves them."""
    place.mkdir(parents=True)
    for stem in stems:
        for suffix in (".evt", ".idx"):
            shutil.copy(source / f"{stem}{suffix}", place)
    return place


@pytest.fixture(scope="module")
def by_id(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The golden pair came with its downlink id as an option, the testbed pair by its name."""
    folder = tmp_path_factory.mktemp("by_id")
    vectors, testbed = shared_data / "lat/vectors", shared_data / "lat/testbed"
    halfpipe = made(folder / "home")
    halfpipe.done("receive", delivery(folder / "pair", vectors, PAIR), "--id", DOWNLINK)
    halfpipe.take_in(delivery(folder / "060116001", testbed, TESTBED))
    return Kept(halfpipe, vectors, testbed)


@pytest.fixture(scope="module")
def by_name(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The golden pair came in a folder of that name; then the file of all info types, alone."""
    folder = tmp_path_factory.mktemp("by_name")
    vectors = shared_data / "lat/vectors"
    halfpipe = made(folder / "home")
    halfpipe.done("receive", delivery(folder / DOWNLINK, vectors, PAIR))
    halfpipe.take_in(vectors / "all-info-types.evt")
    return Kept(halfpipe, vectors, shared_data / "lat/testbed")


@pytest.mark.parametrize("name", ["by_id", "by_name"])
def test_both_homes_are_sound(name: str, request: pytest.FixtureRequest) -> None:
    assert offences(request.getfixturevalue(name).halfpipe) == []


# --- the golden pair ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["by_id", "by_name"])
def test_the_golden_pair_merges_to_the_file_of_the_original_byte_for_byte(
    name: str, request: pytest.FixtureRequest
) -> None:
    kept = request.getfixturevalue(name)
    golden = kept.vectors / f"{RUN}-e00000000000000000000.evt"
    made_here = kept.halfpipe.home / "handoff" / DOWNLINK / RUN
    assert [path.name for path in made_here.iterdir()] == [golden.name]
    assert (made_here / golden.name).read_bytes() == golden.read_bytes()


@pytest.mark.parametrize("name", ["by_id", "by_name"])
def test_the_delivered_and_retired_lines_are_those_of_the_original(
    name: str, request: pytest.FixtureRequest
) -> None:
    kept = request.getfixturevalue(name)
    folder = kept.halfpipe.home / "handoff" / DOWNLINK
    for ours, golden in (("delivered_events", "delivered"), ("retired_runs", "retired")):
        lines = (folder / f"{ours}_{DOWNLINK}.txt").read_text()
        assert lines == (kept.vectors / f"{RUN}-{golden}.txt").read_text()
    assert text_lines(folder, "moot_keys") == [f"{RUN} 3301 nomOps_alias"]


def test_the_events_come_in_the_order_of_the_originals_index(by_id: Kept) -> None:
    index = (by_id.vectors / f"{RUN}-e00000000000000000000.idx").read_text().splitlines()
    merged = Merged(by_id.halfpipe.home / "handoff" / DOWNLINK / RUN / f"{RUN}-e{0:020d}.evt")
    assert [(event["gem_sequence"], event["apid"]) for event in merged.events] == [
        (int(line.split()[2]), int(line.split()[3])) for line in index
    ]


def test_the_time_of_the_run_is_that_of_its_index(by_id: Kept) -> None:
    stamps = [
        line.split()[5]
        for line in (by_id.vectors / "evt-2bcaa1e0.idx").read_text().splitlines()
        if line.startswith("EVT:")
    ]
    first, last = min(stamps, key=float), max(stamps, key=float)
    folder = by_id.halfpipe.home / "handoff" / DOWNLINK
    assert text_lines(folder, "event_times") == [f"{RUN} {first} {last}"]


# --- all info types -------------------------------------------------------------------------------


def test_all_four_info_types_are_received_and_every_event_is_accounted_for(by_name: Kept) -> None:
    sent = list(read_events((by_name.vectors / "all-info-types.evt").read_bytes()))
    columns = ("run_id", "apid", "gem_sequence", "info_type", "elapsed_ticks", "latc_master_key")
    received = by_name.halfpipe.sql(
        f"select {', '.join(columns)} from raw.events where run_id <> 734700000"
    )
    assert Counter(tuple(row.values()) for row in received) == Counter(
        tuple(event[name] for name in columns) for event in sent
    )
    assert {row["info_type"] for row in received} == {0, 1, 2, 3}
    runs = [row for row in by_name.halfpipe.json("runs") if row["run_id"] != 734700000]
    accounted = Counter({row["run_id"]: row["event_count"] for row in runs})
    assert accounted == Counter(event["run_id"] for event in sent)
    for run in runs:
        waits = run["held_count"] + run["withheld_count"]
        assert run["delivered_count"] + waits == run["event_count"]
        assert (run["held_count"] > 0) == (run["held_reason"] is not None)


def test_an_event_of_each_info_type_can_be_explained(by_name: Kept) -> None:
    one_of_each = by_name.halfpipe.sql(
        "select any_value(printf('r%010d/%d/%d/%d', events.run_id, events.apid, "
        "datagram_sequence, gem_sequence)) as subject from raw.events as events "
        "join raw.datagrams using (datagram_id) group by info_type"
    )
    assert len(one_of_each) == 4
    for row in one_of_each:
        assert by_name.halfpipe.done("explain", row["subject"]).out


# --- the testbed ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> list[dict[str, str]]:
    """Every field of every event, as dumped from the flight software's own file."""
    with (shared_data / "lat/testbed/context.csv").open(newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: int(row["scalers_sequence"]))


def test_the_testbed_pair_becomes_one_complete_run_in_gem_order(by_id: Kept) -> None:
    (run,) = by_id.halfpipe.json("runs", "--run", "0")
    assert (run["run_state"], run["run_type"], run["seen_epus"]) == ("complete", "LPA", 2)
    assert (run["event_count"], run["delivered_count"]) == (1135, 1135)
    (path,) = current_files(by_id.halfpipe)[0]
    assert [event["gem_sequence"] for event in Merged(path).events] == list(range(1135))
    streams = by_id.halfpipe.json("streams", "--run", "0")
    assert {row["apid"]: row["event_count"] for row in streams} == {955: 568, 956: 567}
    assert {row["datagram_count"] for row in streams} == {14}


def test_the_testbed_records_are_unchanged(by_id: Kept) -> None:
    originals = [Merged(by_id.testbed / f"{stem}.evt") for stem in TESTBED]
    sent = {
        event["gem_sequence"]: record
        for original in originals
        for event, record in zip(original.events, original.records, strict=True)
    }
    (path,) = current_files(by_id.halfpipe)[0]
    assert path.read_bytes()[176:] == b"".join(sent[gem] for gem in range(1135))


# Fields of LSE_Context and LSE_Info by the names of the dump: form, offset (evt.md, section 1).
CONTEXT_FIELDS = {
    "ccsds_scid": "i 0",
    "ccsds_apid": "i 4",
    "ccsds_utc": "d 8",
    "current_secs": "I 16",
    "current_tics": "I 20",
    "current_hacks": "I 24",
    "previous_secs": "I 44",
    "previous_tics": "I 48",
    "previous_hacks": "I 52",
    "scalers_elapsed": "Q 72",
    "scalers_livetime": "Q 80",
    "scalers_prescaled": "Q 88",
    "scalers_discarded": "Q 96",
    "scalers_sequence": "Q 104",
    "scalers_deadzone": "Q 112",
    "run_platform": "i 120",
    "run_origin": "i 124",
    "run_groundId": "I 128",
    "run_startedAt": "I 132",
    "run_platformTxt": "16s 136",
    "run_originTxt": "16s 152",
    "open_modeChanges": "I 168",
    "open_datagrams": "I 172",
    "open_action": "i 176",
    "open_reason": "i 180",
    "open_crate": "i 184",
    "open_mode": "i 188",
    "open_actionTxt": "16s 192",
    "open_reasonTxt": "16s 208",
    "open_crateTxt": "16s 224",
    "open_modeTxt": "16s 240",
    "close_action": "i 256",
    "close_reason": "i 260",
    "close_actionTxt": "16s 264",
    "close_reasonTxt": "16s 280",
}
INFO_FIELDS = {
    "info_timeTics": "I 0",
    "info_tics": "I 4",
    "info_hacks": "I 8",
    "info_softwareKey": "I 20",
    "info_hardwareKey": "I 24",
}


def field_text(record: bytes, base: int, form_and_offset: str) -> str:
    """A field as the dump writes it."""
    form, offset = form_and_offset.split()
    (value,) = struct.unpack_from(f"<{form}", record, base + int(offset))
    if isinstance(value, bytes):
        return value.partition(b"\0")[0].decode()
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def test_every_field_of_every_merged_record_is_that_of_the_dump(
    by_id: Kept, truth: list[dict[str, str]]
) -> None:
    (path,) = current_files(by_id.halfpipe)[0]
    records = Merged(path).records
    assert set(truth[0]) == {"event", *CONTEXT_FIELDS, *INFO_FIELDS}
    for record, due in zip(records, truth, strict=True):
        (ebf_bytes,) = struct.unpack_from("<I", record, 296)
        found = {name: field_text(record, 0, form) for name, form in CONTEXT_FIELDS.items()}
        info = {n: field_text(record, 304 + ebf_bytes, form) for n, form in INFO_FIELDS.items()}
        assert found | info == {name: due[name] for name in found | info}


# Columns of raw.events and raw.datagrams by the names of the dump; words by their text.
COLUMNS = {
    "ccsds_scid": "scid",
    "ccsds_apid": "events.apid",
    "ccsds_utc": "printf('%.6f', packet_unix_s)",
    "current_secs": "timetone_s",
    "current_tics": "timetone_tics",
    "previous_secs": "previous_timetone_s",
    "previous_tics": "previous_timetone_tics",
    "scalers_elapsed": "elapsed_ticks",
    "scalers_livetime": "livetime_ticks",
    "scalers_prescaled": "prescaled_count",
    "scalers_discarded": "discarded_count",
    "scalers_sequence": "gem_sequence",
    "scalers_deadzone": "deadzone_count",
    "run_groundId": "ground_id",
    "run_startedAt": "events.run_id",
    "run_platformTxt": "platform",
    "run_originTxt": "origin",
    "open_modeChanges": "mode_changes",
    "open_datagrams": "datagram_sequence",
    "open_actionTxt": "open_action",
    "open_reasonTxt": "open_reason",
    "open_crateTxt": "crate",
    "open_modeTxt": "mode",
    "close_actionTxt": "close_action",
    "close_reasonTxt": "close_reason",
    "info_timeTics": "time_tics",
    "info_softwareKey": "events.software_key",
    "info_hardwareKey": "events.hardware_key",
}


def test_every_column_of_every_event_is_the_field_of_the_dump(
    by_id: Kept, truth: list[dict[str, str]]
) -> None:
    chosen = ", ".join(f"({column})::varchar as {name}" for name, column in COLUMNS.items())
    rows: list[Row] = by_id.halfpipe.sql(
        f"select {chosen} from raw.events as events join raw.datagrams using (datagram_id) "
        "where events.run_id = 0 order by gem_sequence"
    )
    assert rows == [{name: due[name] for name in COLUMNS} for due in truth]
