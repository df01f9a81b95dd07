"""What a rough day does to a home: damaged values, files and disks, full days, copies, mistakes."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from level1 import Merged
from sound import current_files, offences
from written import BARE, HALVES, STORY, read_files

from etl.formats.evt.layout import CONTEXT
from etl.simulator.faults import Silence
from etl.simulator.scenario import B

RUN = f"r{STORY.runs[0].run_id:010d}"
GEM_AT, APID_AT = (CONTEXT.fields[name][1] for name in ("sequence", "apid"))


def spoilt(folder: Path, at: int, value: bytes) -> Path:
    """A delivery in which one word of one event is another, at the same length."""
    (sent,) = STORY.write(folder, BARE)
    path = min(sent.glob("*.evt"))
    offset = int(read_files(sent)[0].column("offset_bytes")[5]) + at
    data = bytearray(path.read_bytes())
    data[offset : offset + len(value)] = value
    path.write_bytes(data)
    return sent


@pytest.mark.parametrize(
    ("at", "value"),
    [(GEM_AT + 7, b"\x80"), (GEM_AT, (2**53 + 1).to_bytes(8, "little")), (APID_AT, b"\x70\x11\1")],
    ids=["GEM sequence of 64 bits", "GEM sequence of 54 bits", "APID of 17 bits"],
)
def test_a_damaged_word_never_stops_the_cycle(tmp_path: Path, at: int, value: bytes) -> None:
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(spoilt(tmp_path / "sent", at, value))
    halfpipe.done("force", RUN, "--why", "a test")
    halfpipe.done("cycle")
    (row,) = halfpipe.json("runs", "--run", RUN)
    assert row["delivered_count"] == row["event_count"] > 0
    assert all(line["residual"] == 0 for line in halfpipe.json("ledger"))


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
def test_of_bytes_that_were_damaged_in_the_archive_nothing_is_made(
    tmp_path: Path, harm: str
) -> None:
    halfpipe = made(tmp_path / "home")
    first, second = HALVES.write(tmp_path / "sent", BARE)
    halfpipe.take_in(first)
    halfpipe.done("ignore", "--delivery", "240414001", "--why", "a test")
    halfpipe.done("cycle")
    halfpipe.done("release", "--delivery", "240414001", "--why", "a test")
    archived = max((halfpipe.home / "raw").rglob("*"), key=lambda path: path.stat().st_size)
    sound = archived.read_bytes()
    archived.unlink()
    if harm != "gone":
        archived.write_bytes(sound[:-9] if harm == "cut" else bytes([*sound[:-1], sound[-1] ^ 1]))
    halfpipe.done("receive", second)
    refused = halfpipe.run("cycle")
    assert (refused.code, archived.name in refused.err) == (1, True)
    archived.write_bytes(sound)
    halfpipe.done("cycle")
    assert offences(halfpipe) == []


def test_a_day_has_as_many_hand_offs_as_it_needs(tmp_path: Path) -> None:
    halfpipe = replace(made(tmp_path / "home"), settings={"HALFPIPE_NOW": "2026-11-22T10:00:00Z"})
    (sent,) = STORY.write(tmp_path / "sent", BARE)
    halfpipe.take_in(sent, "--id", "261122999")
    for action in ("ignore", "release", "ignore", "release"):
        halfpipe.done(action, "--delivery", "261122999", "--why", "a test")
        halfpipe.done("cycle")
    rows = halfpipe.sql("select downlink from ops.hand_offs")
    assert len({row["downlink"] for row in rows}) == len(rows) == 5
    assert offences(halfpipe) == []


def test_what_is_held_does_not_start_level_1_until_it_is_released(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = f"sh -c 'echo $0 >> {log}' {{downlink}}"
    halfpipe = replace(made(tmp_path / "home"), settings={"HALFPIPE_ON_READY": command})
    first, second = HALVES.write(tmp_path / "sent", BARE)
    halfpipe.done("hold", "--all", "--why", "a test")
    halfpipe.take_in(first)
    assert not log.exists()
    halfpipe.done("release", "--all", "--why", "a test")
    halfpipe.done("cycle")
    started = log.read_text().split()
    assert started[0] == "240414001"
    halfpipe.done("receive", second)
    halfpipe.done("hold", "--delivery", "240414002", "--why", "a test")
    halfpipe.done("cycle")
    assert "240414002" not in log.read_text().split()


def test_the_ledger_counts_the_chunks_of_a_held_run(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    for path in HALVES.write(tmp_path / "sent", BARE):
        halfpipe.take_in(path)
    halfpipe.done("hold", RUN, "--why", "a test")
    halfpipe.done("cycle")
    halfpipe.done("ignore", "--delivery", "240414001", "--why", "a test")
    halfpipe.done("cycle")
    (line,) = [line for line in halfpipe.json("ledger") if line["level"] == "chunks"]
    files = [path for paths in current_files(halfpipe).values() for path in paths]
    assert line["in_chunks"] == sum(len(Merged(path).events) for path in files) > 0
    assert line["passed_over"] > 0
    assert line["residual"] == 0


def test_a_stream_that_was_accepted_as_absent_is_not_called_filled(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    (sent,) = STORY.but(Silence(epu=B, deliveries=(0,))).write(tmp_path / "sent", BARE)
    halfpipe.take_in(sent)
    halfpipe.done("requests")
    halfpipe.done("accept", RUN, "--epus", "1", "--why", "a test")
    halfpipe.done("cycle")
    (hole,) = halfpipe.json("holes", "--run", RUN)
    assert (hole["hole_state"], hole["changed_by"]) == ("accepted", "decision 1")
    assert {row["request_state"] for row in halfpipe.json("requests", "--all")} == {"accepted"}


def test_a_copied_home_never_answers_from_the_place_it_came_from(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    (sent,) = STORY.write(tmp_path / "sent", BARE)
    halfpipe.take_in(sent)
    copy = Halfpipe(Path(shutil.copytree(halfpipe.home, tmp_path / "copy")))
    refused = copy.run("runs")
    assert (refused.code, "was moved or copied" in refused.err) == (3, True)
    copy.done("init")
    assert copy.json("runs") == halfpipe.json("runs")


def test_an_archive_without_its_database_is_not_begun_anew(tmp_path: Path) -> None:
    halfpipe = made(tmp_path / "home")
    (sent,) = STORY.write(tmp_path / "sent", BARE)
    halfpipe.take_in(sent)
    (halfpipe.home / "halfpipe.duckdb").unlink()
    refused = halfpipe.run("init")
    assert (refused.code, "has an archive in raw/ but no database" in refused.err) == (3, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max_event = 10", "max_event"),
        ('memory_limit = "banana"', "memory_limit"),
        ("hole_patience = -5", "hole_patience = -5: "),
        ('hole_patience = "1000000000000"', "hole_patience = '1000000000000': "),
        ("on_ready_timeout_s = 100000000000000000000", "on_ready_timeout_s"),
        ('site = "\xfc"', "is not TOML"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    halfpipe = made(tmp_path / "home")
    (halfpipe.home / "halfpipe.toml").write_bytes(text.encode("latin-1"))
    refused = halfpipe.run("cycle")
    assert (refused.code, said in refused.err) == (2, True)
    assert "Traceback" not in refused.err
