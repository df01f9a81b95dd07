"""Deliveries that nobody meant to send so: each is received or refused, and told as what it is."""

import io
import os
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from cli import PROGRAM, Halfpipe, made
from evt_oracle import read_events
from written import BARE, STORY, read_files

from etl.formats.evt import read_header, write_header

LACKING = 5


def sent_by(folder: Path) -> Path:
    (delivery,) = STORY.write(folder, BARE)
    return delivery


def without_last_events(path: Path, count: int) -> None:
    """Cut a chunk file between two events; its header still counts all."""
    data = path.read_bytes()
    starts = [event["offset_bytes"] for event in read_events(data)]
    path.write_bytes(data[: starts[-count]])


def test_a_file_cut_between_two_events_is_told_until_it_comes_whole(tmp_path: Path) -> None:
    delivery = sent_by(tmp_path / "sent")
    path = min(delivery.glob("*.evt"))
    whole = path.read_bytes()
    without_last_events(path, LACKING)
    for index in delivery.glob("*.idx"):
        index.unlink()
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(delivery)
    assert ("cut_short_file", f"240414001/{path.name}") in halfpipe.standing()
    (alert,) = [row for row in halfpipe.json("alerts") if row["alert_kind"] == "cut_short_file"]
    count = read_header(whole).event_count
    assert f"{count - LACKING} of the {count} that its header counts" in alert["message"]
    path.write_bytes(whole)
    halfpipe.take_in(delivery, "--id", "240414002")
    assert "cut_short_file" not in {kind for kind, _ in halfpipe.standing()}


def test_a_header_that_its_writer_never_finished_is_no_alert(tmp_path: Path) -> None:
    delivery = sent_by(tmp_path / "sent")
    for path in delivery.glob("*.evt"):
        data = path.read_bytes()
        header = write_header(replace(read_header(data), event_count=0))
        path.write_bytes(header + data[len(header) :])
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(delivery)
    assert "cut_short_file" not in {kind for kind, _ in halfpipe.standing()}


def test_a_manifest_of_thousands_of_files_that_did_not_come_is_received(tmp_path: Path) -> None:
    delivery = tmp_path / "240414001"
    delivery.mkdir()
    names = [f"file{number}.evt" for number in range(3000)]
    (delivery / "SHA256SUMS").write_text("".join(f"{'0' * 64}  {name}\n" for name in names))
    halfpipe = made(tmp_path / "home")
    halfpipe.done("receive", delivery)
    missing = {subject for kind, subject in halfpipe.standing() if kind == "missing_file"}
    assert missing == {f"240414001/{name}" for name in names}


def test_two_files_of_one_name_that_are_not_as_listed_are_one_alert(tmp_path: Path) -> None:
    package = tmp_path / "240414001.tar"
    with tarfile.open(package, "w") as tar:
        for name, content in (
            ("x.evt", b"one"),
            ("x.evt", b"other"),
            ("SHA256SUMS", f"{'0' * 64}  x.evt\n".encode()),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    halfpipe = made(tmp_path / "home")
    halfpipe.done("receive", package)
    assert [
        (row["alert_kind"], row["subject"])
        for row in halfpipe.json("alerts")
        if row["alert_kind"] == "altered_file"
    ] == [("altered_file", "240414001/x.evt")]


def test_each_empty_delivery_is_one_of_its_own(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    for number in (1, 2):
        empty = tmp_path / f"24041400{number}"
        empty.mkdir()
        halfpipe.take_in(empty)
    assert halfpipe.standing() == {
        ("empty_delivery", "240414001"),
        ("empty_delivery", "240414002"),
    }


@pytest.mark.parametrize("place", ["", "home", "home/raw", "home/inbox", "."])
def test_a_home_is_no_delivery(tmp_path: Path, place: str) -> None:
    halfpipe = made(tmp_path / "home")
    said = halfpipe.run("receive", tmp_path / place if place else "")
    assert (said.code, halfpipe.json("deliveries")) == (2, [])
    assert "is no delivery" in said.err or "The path is empty" in said.err


def test_what_was_dropped_into_the_inbox_is_one(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    sent_by(tmp_path / "sent").rename(halfpipe.home / "inbox/240414001")
    halfpipe.take_in(halfpipe.home / "inbox/240414001")
    assert [row["delivery_state"] for row in halfpipe.json("deliveries")] == ["handed_off"]


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    delivery = os.fsencode(tmp_path) + b"/2404\xff14001"
    sent_by(tmp_path / "sent").rename(os.fsdecode(delivery))
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(Path(os.fsdecode(delivery)))
    (row,) = halfpipe.sql("select source_name from raw.deliveries")
    assert row["source_name"] == "2404�14001"


def test_an_alias_of_several_lines_stays_one_word_for_level_1(tmp_path: Path) -> None:
    delivery = sent_by(tmp_path / "sent")
    for path in delivery.glob("*.evt"):
        data = path.read_bytes()
        header = write_header(replace(read_header(data), moot_alias="odd alias\nr0000001 9 x"))
        path.write_bytes(header + data[len(header) :])
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(delivery)
    (line,) = (halfpipe.home / "handoff/240414001/moot_keys_240414001.txt").read_text().splitlines()
    run, _, alias = line.split(" ")
    assert (run, alias) == (
        f"r{read_files(delivery)[0].column('run_id')[0]:010d}",
        "odd_alias_r0000001_9_x",
    )


def test_a_downlink_id_begins_with_a_day(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    refused = halfpipe.run("receive", sent_by(tmp_path / "sent"), "--id", "241301001")
    assert (refused.code, "is not a downlink id" in refused.err) == (2, True)


@pytest.mark.parametrize("time", ["2025", "20240414"])
def test_a_number_that_could_be_a_date_is_asked_about(tmp_path: Path, time: str) -> None:
    halfpipe = made(tmp_path / "home")
    refused = halfpipe.run("runs", "--since", time)
    assert (refused.code, f"MET {time} for MET" in refused.err) == (2, True)
    assert halfpipe.json("runs", "--since", f"MET {time}") == []


def test_an_answer_that_cannot_be_written_is_one_line_on_stderr(tmp_path: Path) -> None:
    halfpipe: Halfpipe = made(tmp_path / "home")
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [PROGRAM, "--home", halfpipe.home, "runs", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "could not be written: No space left on device" in ran.stderr
