"""Homes are made, deliveries taken in, cycles run; what is wrong is said and nothing is lost."""

from pathlib import Path

import pytest
from commands import done, halfpipe
from written import HALVES

from etl.simulator.packing import Packing
from etl.store.home import Home
from etl.store.lock import writer_lock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    done("init", home=folder)
    return folder


@pytest.fixture
def halves(tmp_path: Path) -> tuple[Path, ...]:
    return HALVES.write(tmp_path / "deliveries")


def test_init_makes_a_home_once_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    assert "is a home now" in done("init", home=folder).out
    settings = folder / "halfpipe.toml"
    assert "# max_events = 125000" in settings.read_text()
    settings.write_text("max_events = 100\n")
    assert "was a home already" in done("init", home=folder).out
    assert settings.read_text() == "max_events = 100\n"


def test_a_folder_that_cannot_be_a_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = halfpipe("init", home=tmp_path / "file")
    assert refused.code == 3
    assert "cannot be a home" in refused.err


def test_a_delivery_is_listed_as_soon_as_it_is_received(
    home: Path, halves: tuple[Path, ...]
) -> None:
    said = done("receive", halves[0], home=home).lines
    assert said[0].startswith("Delivery 240414001 (ordinal 1): 5 files")
    (delivery,) = done("deliveries", "--json", home=home).rows
    assert (delivery["downlink"], delivery["delivery_state"]) == (240414001, "received")
    done("cycle", home=home)
    (delivery,) = done("deliveries", "--json", home=home).rows
    assert delivery["delivery_state"] == "handed_off"


def test_the_same_bytes_again_are_told_so_and_change_nothing(
    home: Path, halves: tuple[Path, ...], tmp_path: Path
) -> None:
    done("receive", halves[0], home=home)
    halves[0].rename(tmp_path / "renamed")
    again = done("receive", tmp_path / "renamed", "--id", "240414009", home=home)
    assert again.lines == ["The same bytes as delivery 240414001 (ordinal 1): nothing to do."]
    assert len(done("deliveries", "--json", home=home).rows) == 1


def test_a_delivery_gets_the_id_it_is_given_unless_another_has_it(
    home: Path, halves: tuple[Path, ...]
) -> None:
    done("receive", halves[0], "--id", "240415007", home=home)
    taken = halfpipe("receive", halves[1], "--id", "240415007", home=home)
    assert taken.code == 2
    assert "taken by another delivery" in taken.err
    wrong = halfpipe("receive", halves[1], "--id", "monday", home=home)
    assert (wrong.code, "yymmddNNN" in wrong.err) == (2, True)
    nothing = halfpipe("receive", home / "nope", home=home)
    assert (nothing.code, "nothing there" in nothing.err) == (2, True)


def test_an_archive_that_its_manifest_contradicts_is_received_and_the_file_named(
    home: Path, tmp_path: Path
) -> None:
    (path,) = HALVES.write(tmp_path / "sound")[:1]
    chunk = next(path.glob("*.evt"))
    chunk.write_bytes(chunk.read_bytes()[:-1])
    said = done("receive", path, home=home).out
    assert f"altered: {chunk.name}: sha256 is" in said
    assert chunk.name in done("alerts", home=home).out


def test_a_tar_is_a_delivery_like_a_folder(home: Path, tmp_path: Path) -> None:
    for path in HALVES.write(tmp_path / "tars", Packing(archive="tar.gz")):
        done("receive", path, home=home)
    done("cycle", home=home)
    (run,) = done("runs", "--json", home=home).rows
    assert (run["run_state"], run["delivered_count"]) == ("complete", 600)


def test_a_cycle_tells_its_stages_on_stderr_and_its_result_on_stdout(
    home: Path, halves: tuple[Path, ...]
) -> None:
    done("receive", halves[0], home=home)
    said = done("cycle", home=home)
    stages = [line.split()[1] for line in said.err.splitlines() if line.startswith("240414001")]
    assert stages == [
        *("split", "count", "housekeeping", "assemble", "decode_packets", "decode"),
        *("decide", "settle", "gate", "write", "fits", "register", "hand_off"),
    ]
    assert said.lines[0].startswith("handoff/240414001: 1 runs")
    assert done("cycle", home=home).lines == ["Nothing new."]


def test_a_wrong_setting_is_named_before_anything_is_done(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "halfpipe.toml").write_text("max_events = 3\n")
    refused = halfpipe("cycle", home=home)
    assert (refused.code, "max_events = 3" in refused.err) == (2, True)
    (home / "halfpipe.toml").write_text("max_events = \n")
    assert "is not TOML" in halfpipe("cycle", home=home).err


def test_a_second_writer_is_told_who_holds_the_home(home: Path) -> None:
    with writer_lock(Home(home).writer_lock, "cycle", 0):
        refused = halfpipe("cycle", "--wait", "0", home=home)
    assert refused.code == 3
    assert "(cycle) since" in refused.err


def test_readers_answer_while_a_writer_is_at_work(home: Path) -> None:
    with writer_lock(Home(home).writer_lock, "cycle", 0):
        assert done("runs", home=home).lines == ["no runs"]
