"""Damaged chunk files: what is readable arrives, what is not is a row and an alert."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from commands import Row
from evt_oracle import read_events
from sound import offences, sha256, states
from written import flown, read_files

from etl.simulator.account import keys
from etl.simulator.damage import Empty, Fate, FlipBytes, Garbage, Truncate, WrongIndex
from etl.simulator.mishaps import Damaged
from etl.simulator.write import stem

GOLDEN_RUN = 734_700_000
CUTS = {
    "trunc_before_keys": 33476,
    "trunc_mid_context": 32880,
    "trunc_mid_ebf": 33090,
    "trunc_mid_keys": 33488,
    "trunc_mid_lpa_info": 33290,
}
OF_ORIGINAL, OF_SIMULATOR = 240414021, 240414022

# Place of the file in the delivery, what happened to it, and the reason that is due.
HARM = (
    (Truncate(file=0, event=5, byte=200, before_manifest=True), "truncated_record"),
    (FlipBytes(file=1, event=4, byte=297, before_manifest=True), "bad_length"),
    (FlipBytes(file=2, event=0, byte=-170, before_manifest=True), "bad_version"),
    (FlipBytes(file=3, event=0, byte=-176, count=4, before_manifest=True), "bad_marker"),
    (Garbage(file=4, event=3, count=777, before_manifest=True), "bad_length"),
    (Empty(file=5, before_manifest=True), "empty_file"),
)
HEADER_ONLY = {2, 3}
WRONG_INDEX = 6
STREAM = replace(
    flown(run_id=734_800_000, events=400), datagrams_per_file=2, first_downlink=OF_SIMULATOR
).but(
    *(Damaged(delivery=0, damage=damage) for damage, _ in HARM),
    Damaged(delivery=0, damage=WrongIndex(file=WRONG_INDEX, before_manifest=True)),
)


@dataclass(frozen=True)
class Harmed:
    """A home that took in damaged files, what was sent, and the order of the files in it."""

    halfpipe: Halfpipe
    vectors: Path
    sent: Path
    names: tuple[str, ...]

    def skipped(self, downlink: int) -> list[Row]:
        return self.halfpipe.sql(
            "select file_name, offset_bytes, length_bytes, skipped_bytes.reason, detail, "
            "files.size_bytes from raw.skipped_bytes join raw.files as files using (file_id) "
            "join raw.deliveries as deliveries on files.ordinal = deliveries.ordinal "
            f"where downlink = {downlink} order by file_name, offset_bytes"
        )

    def events_of(self, downlink: int) -> dict[str, list[int]]:
        """The offsets of the events that were read from each file."""
        rows = self.halfpipe.sql(
            "select file_name, list(events.offset_bytes order by events.offset_bytes) as offsets "
            "from raw.events as events join raw.datagrams as datagrams using (datagram_id) "
            "join raw.files as files using (file_id) join raw.deliveries as deliveries "
            f"on files.ordinal = deliveries.ordinal where downlink = {downlink} group by file_name"
        )
        return {row["file_name"]: row["offsets"] for row in rows}


@pytest.fixture(scope="module")
def harmed(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Harmed:
    folder = tmp_path_factory.mktemp("harmed")
    vectors = shared_data / "lat/vectors"
    original = folder / str(OF_ORIGINAL)
    shutil.copytree(vectors / "damaged", original)
    shutil.copy(vectors / "00660001-2bcaa1e0-0957-00002.evt", original)
    shutil.copy(vectors / "00660001-2bcaa1e0-0957-00002.idx", original)
    (sent,) = STREAM.write(folder)
    halfpipe = made(folder / "home")
    halfpipe.done("receive", original)
    halfpipe.take_in(sent)
    files = STREAM.deliveries[0].files
    return Harmed(
        halfpipe, vectors, sent, tuple(f"{stem(STREAM.truth, file)}.evt" for file in files)
    )


def test_the_cycle_hands_off_and_the_ledger_balances(harmed: Harmed) -> None:
    assert offences(harmed.halfpipe) == []
    states_of = {row["delivery_state"] for row in harmed.halfpipe.json("deliveries")}
    assert states_of == {"handed_off"}


def test_every_truncated_file_of_the_original_is_a_row_at_the_byte_where_it_breaks(
    harmed: Harmed,
) -> None:
    whole = (harmed.vectors / "00660001-2bcaa1e0-0956-00001.evt").read_bytes()
    stops = [176] + [e["offset_bytes"] + e["length_bytes"] for e in read_events(whole)]
    found = {row["file_name"].removesuffix(".evt"): row for row in harmed.skipped(OF_ORIGINAL)}
    assert set(found) == {*CUTS, "empty"}
    for name, size in CUTS.items():
        last = max(stop for stop in stops if stop <= size)
        row = found[name]
        assert (row["offset_bytes"], row["length_bytes"]) == (last, size - last)
        assert row["reason"] == "truncated_record"
    assert (found["empty"]["length_bytes"], found["empty"]["reason"]) == (0, "empty_file")


def test_every_event_before_the_cut_is_read(harmed: Harmed) -> None:
    whole = (harmed.vectors / "00660001-2bcaa1e0-0956-00001.evt").read_bytes()
    found = harmed.events_of(OF_ORIGINAL)
    for name, size in CUTS.items():
        assert found[f"{name}.evt"] == [
            event["offset_bytes"]
            for event in read_events(whole)
            if event["offset_bytes"] + event["length_bytes"] <= size
        ]


def test_the_readable_events_of_the_original_arrive(harmed: Harmed) -> None:
    """Five copies of one stream, cut at five places: what any of them holds is in the run, once."""
    (run,) = harmed.halfpipe.json("runs", "--run", GOLDEN_RUN)
    other = len(
        list(read_events((harmed.vectors / "00660001-2bcaa1e0-0957-00002.evt").read_bytes()))
    )
    most = max(
        len(offsets) for name, offsets in harmed.events_of(OF_ORIGINAL).items() if "tr" in name
    )
    assert (run["event_count"], run["run_state"]) == (most + other, "receiving")
    assert run["delivered_count"] + run["withheld_count"] == most + other
    assert run["delivered_count"] > 0


def test_damage_of_every_kind_is_a_row_with_its_reason(harmed: Harmed) -> None:
    found = {
        (
            row["file_name"],
            row["reason"],
            row["offset_bytes"] + row["length_bytes"] <= row["size_bytes"],
        )
        for row in harmed.skipped(OF_SIMULATOR)
    }
    assert found == {(harmed.names[damage.file], reason, True) for damage, reason in HARM}
    assert all(row["detail"] for row in harmed.skipped(OF_SIMULATOR))


def test_damage_costs_the_events_it_is_in_and_no_other(harmed: Harmed) -> None:
    due = set()
    fates = {damage.file: damage.fates for damage, _ in HARM if damage.file not in HEADER_ONLY}
    for place, file in enumerate(STREAM.deliveries[0].files):
        sent = keys(STREAM.truth, file)
        is_lost = (
            fates[place](sent.size) != Fate.READABLE if place in fates else [False] * sent.size
        )
        due |= {tuple(key) for key, lost in zip(sent.tolist(), is_lost, strict=True) if not lost}
    rows = harmed.halfpipe.sql(
        "select events.run_id, events.apid, datagram_sequence, gem_sequence from raw.events "
        "join raw.datagrams using (datagram_id) where events.run_id = 734800000"
    )
    assert {tuple(row.values()) for row in rows} == due
    assert len(rows) == len(due)


@pytest.mark.parametrize("downlink", [OF_ORIGINAL, OF_SIMULATOR])
def test_each_stretch_that_holds_no_event_is_told_and_its_file_lies_in_quarantine(
    harmed: Harmed, downlink: int
) -> None:
    rows = harmed.skipped(downlink)
    told = {subject for kind, subject in harmed.halfpipe.standing() if kind == "skipped_bytes"}
    assert {f"{downlink}/{row['file_name']}@{row['offset_bytes']}" for row in rows} == {
        subject for subject in told if subject.startswith(f"{downlink}/")
    }
    place = harmed.halfpipe.home / "quarantine" / str(downlink)
    assert {path.name for path in place.iterdir()} == {row["file_name"] for row in rows}
    sources = harmed.sent if downlink == OF_SIMULATOR else harmed.sent.parent / str(downlink)
    for path in place.iterdir():
        assert sha256(path) == sha256(sources / path.name)


def test_a_file_whose_manifest_was_made_after_the_damage_is_not_altered(harmed: Harmed) -> None:
    assert set(states(harmed.halfpipe, OF_SIMULATOR).values()) == {"good"}


def test_an_index_that_disagrees_is_told_with_what_and_one_that_agrees_is_not(
    harmed: Harmed,
) -> None:
    messages = {
        row["subject"]: row["message"]
        for row in harmed.halfpipe.json("alerts")
        if row["alert_kind"] == "index_disagrees"
    }
    damaged = {damage.file for damage, _ in HARM} - HEADER_ONLY
    assert set(messages) == {
        f"{OF_SIMULATOR}/{harmed.names[place]}" for place in {*damaged, WRONG_INDEX}
    }
    (read,) = [
        read
        for read, path in zip(
            read_files(harmed.sent), sorted(harmed.sent.glob("*.evt")), strict=True
        )
        if path.name == harmed.names[WRONG_INDEX]
    ]
    last = int(read.column("gem_sequence")[-1])
    message = messages[f"{OF_SIMULATOR}/{harmed.names[WRONG_INDEX]}"]
    assert str(last) in message
    assert harmed.names[WRONG_INDEX] in message
