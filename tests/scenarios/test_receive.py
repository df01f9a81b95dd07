"""Taking deliveries in: every shape, nothing twice, and requests that cannot be."""

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made, packed
from level1 import Merged
from sound import current_files, dump, offences
from written import BARE, HALVES, SMALL, STORY, digests

from etl.simulator.copies import Fractions
from etl.simulator.packing import Packing

QUARTERS = replace(STORY, passes=Fractions(((0.25, 0.5, 0.75),)))
RUN_ID = SMALL.run_id


@dataclass(frozen=True)
class Shapes:
    """A run that came in four shapes, and the same bytes again in four others."""

    halfpipe: Halfpipe
    folder: Path
    before: dict[str, object]
    answers: tuple[str, ...]
    after: dict[str, object]


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    folder = tmp_path_factory.mktemp("shapes")
    halfpipe = made(folder / "home")
    plain = QUARTERS.write(folder / "plain")
    packings = (Packing(), Packing("tar", "md5"), Packing("tar.gz", None), BARE)
    sent = [QUARTERS.write(folder / f"sent{n}", how)[n] for n, how in enumerate(packings)]
    for path in sent[:3]:
        halfpipe.done("receive", path)
    for path in sorted(sent[3].iterdir()):
        halfpipe.done("receive", path)
    halfpipe.done("cycle")
    before = everything(halfpipe)
    again = folder / "again"
    again.mkdir()
    shutil.copytree(plain[0], again / "another name")
    repeats = (
        again / "another name",
        packed(plain[0], again / "240499999.tar", prefix="./"),
        packed(plain[0], again / "x.tar.gz", prefix="deep/in/", last_first=True),
        sent[1],
        shutil.copy(min(sent[3].iterdir()), again / "alone.evt"),
    )
    answers = tuple(halfpipe.done("receive", path).out for path in repeats)
    return Shapes(halfpipe, folder, before, answers, everything(halfpipe))


def everything(halfpipe: Halfpipe) -> dict[str, object]:
    """All rows and all files of a home, but for the two databases themselves."""
    own = ("halfpipe.duckdb", "ops.duckdb", "writer.lock")
    files = {name: digest for name, digest in digests(halfpipe.home).items() if name not in own}
    return {"rows": dump(halfpipe), "files": files}


def test_a_run_that_came_in_every_shape_is_whole(shapes: Shapes) -> None:
    assert offences(shapes.halfpipe) == []
    (run,) = shapes.halfpipe.json("runs")
    assert (run["run_state"], run["delivered_count"]) == ("complete", SMALL.events)
    run_of_truth = QUARTERS.truth.runs[0]
    files = current_files(shapes.halfpipe)[RUN_ID]
    assert [event["gem_sequence"] for path in files for event in Merged(path).events] == sorted(
        run_of_truth.gem_sequence.tolist()
    )
    assert shapes.halfpipe.standing() == set()


def test_each_shape_is_a_delivery_and_a_file_by_itself_too(shapes: Shapes) -> None:
    rows = shapes.halfpipe.json("deliveries")
    assert [row["delivery_state"] for row in rows] == ["handed_off"] * 5
    assert [row["downlink"] for row in rows[:3]] == [240414001, 240414002, 240414003]
    assert [row["file_count"] for row in rows] == [5, 5, 4, 1, 1]
    assert {row["skipped_bytes"] for row in rows} == {0}
    assert sum(row["event_count"] for row in rows) == SMALL.events


def test_the_same_bytes_again_are_the_same_delivery_and_change_nothing(shapes: Shapes) -> None:
    assert shapes.after == shapes.before
    first, second = "delivery 240414001 (ordinal 1)", "delivery 240414002 (ordinal 2)"
    alone = [row for row in shapes.halfpipe.json("deliveries") if row["ordinal"] == 4]
    due = (first, first, first, second, f"delivery {alone[0]['downlink']} (ordinal 4)")
    for answer, delivery in zip(shapes.answers, due, strict=True):
        assert answer == f"The same bytes as {delivery}: nothing to do.\n"


def test_a_cycle_with_nothing_new_changes_nothing_but_its_own_row(shapes: Shapes) -> None:
    assert shapes.halfpipe.done("cycle").out == "Nothing new.\n"
    rows = dump(shapes.halfpipe)
    before = shapes.before["rows"]
    assert isinstance(before, dict)
    assert {name for name in rows if rows[name] != before[name]} == {"ops.cycles"}
    assert everything(shapes.halfpipe)["files"] == shapes.before["files"]


def test_the_archive_keeps_each_content_once_under_its_digest(shapes: Shapes) -> None:
    rows = shapes.halfpipe.sql("select sha256, size_bytes from raw.files")
    kept = {path.name: path for path in (shapes.halfpipe.home / "raw").glob("??/*")}
    assert set(kept) == {row["sha256"] for row in rows}
    for row in rows:
        data = kept[row["sha256"]].read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], row["size_bytes"])
        assert kept[row["sha256"]].parent.name == row["sha256"][:2]


# --- names and requests that are not as they should be --------------------------------------------


@pytest.fixture
def empty_home(tmp_path: Path) -> Halfpipe:
    return made(tmp_path / "home")


def test_requests_that_cannot_be_are_refused_and_leave_no_trace(
    empty_home: Halfpipe, tmp_path: Path
) -> None:
    halves = HALVES.write(tmp_path / "sent", BARE)
    empty_home.done("receive", halves[0], "--id", "240414055")
    before = everything(empty_home)
    taken = empty_home.run("receive", halves[1], "--id", "240414055")
    assert taken.code == 2
    assert "240414055 is taken" in taken.err
    nowhere = empty_home.run("receive", tmp_path / "not there")
    assert (nowhere.code, "nothing there" in nowhere.err) == (2, True)
    odd = empty_home.run("receive", halves[1], "--id", "24041455")
    assert (odd.code, "yymmddNNN" in odd.err) == (2, True)
    assert everything(empty_home)["rows"] == before["rows"]
    (free,) = [word for word in taken.err.replace(";", " ").split() if word.isdecimal()][-1:]
    assert free not in ("240414055", "")
    empty_home.take_in(halves[1], "--id", free)
    assert [row["downlink"] for row in empty_home.json("deliveries")] == [240414055, int(free)]


def test_an_id_in_a_name_that_is_taken_is_not_given_twice(
    empty_home: Halfpipe, tmp_path: Path
) -> None:
    halves = HALVES.write(tmp_path / "sent", BARE)
    same_name = halves[1].rename(tmp_path / halves[0].name)
    for path in (halves[0], same_name):
        empty_home.done("receive", path)
    first, second = (row["downlink"] for row in empty_home.json("deliveries"))
    assert (first, second == first) == (240414001, False)


def test_a_delivery_is_named_for_its_folder_from_inside_it_too(
    empty_home: Halfpipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent,) = STORY.write(tmp_path / "sent", BARE)
    monkeypatch.chdir(sent)
    empty_home.done("receive", ".")
    (row,) = empty_home.json("deliveries")
    assert (row["downlink"], row["source_name"]) == (240414001, "240414001")


def test_an_empty_folder_is_a_delivery_that_an_alert_tells_of(
    empty_home: Halfpipe, tmp_path: Path
) -> None:
    (tmp_path / "240414010").mkdir()
    empty_home.take_in(tmp_path / "240414010")
    (delivery,) = empty_home.json("deliveries")
    assert (delivery["file_count"], delivery["delivery_state"]) == (0, "handed_off")
    assert empty_home.standing() == {("empty_delivery", "240414010")}
    assert offences(empty_home) == []


@pytest.mark.parametrize("command", [("receive", "x"), ("cycle",), ("runs",), ("sql", "select 1")])
def test_a_folder_that_is_not_a_home_is_left_alone(tmp_path: Path, command: tuple[str]) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/a.evt").write_bytes(b"")
    said = Halfpipe(tmp_path / "nothing").run(*command)
    assert said.code == 3
    assert "is not a HalfPipe home" in said.err
    assert not (tmp_path / "nothing").exists()
